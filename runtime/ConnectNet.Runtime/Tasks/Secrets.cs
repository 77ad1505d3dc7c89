using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Finds the values in configs that traces, headers and logs must not show. Pure functions.</summary>
internal static class Secrets
{
    private static readonly string[] Names = ["password", "secret", "token", "jaas", "private.key", "credential"];

    /// <summary>The values of password keys, and of keys of clients and others whose name says so.</summary>
    public static IReadOnlyCollection<string> Of(ConfigDef? keys, params IReadOnlyDictionary<string, string?>[] configs)
    {
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in configs.SelectMany(static c => c))
        {
            if (!string.IsNullOrEmpty(value) && IsSecret(keys, key))
            {
                secrets.Add(value);
            }
        }

        return secrets;
    }

    private static bool IsSecret(ConfigDef? keys, string key) =>
        keys is not null && keys.Keys.TryGetValue(key, out var declared)
            ? declared.Type == ConfigType.Password
            : Array.Exists(Names, name => key.Contains(name, StringComparison.OrdinalIgnoreCase));
}
