using System.Text.RegularExpressions;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>A config with its references resolved.</summary>
/// <param name="Config">The config, in the order given.</param>
/// <param name="TimeToLive">By provider path, after what time its values should be looked up again.</param>
internal sealed record ResolvedConfig(IReadOnlyDictionary<string, string?> Config, IReadOnlyDictionary<string, TimeSpan> TimeToLive);

/// <summary>
/// Resolves references <c>${provider:key}</c> and <c>${provider:path:key}</c> in configs through the worker's config providers. What is
/// not known stays as it is written. Owns the providers. Safe for concurrent use.
/// </summary>
internal sealed partial class ConfigVariables(IReadOnlyDictionary<string, ConfigProvider> providers) : IDisposable
{
    private static readonly IReadOnlyDictionary<string, TimeSpan> NoLimits = new Dictionary<string, TimeSpan>();

    /// <summary>Resolves nothing.</summary>
    public static ConfigVariables None { get; } = new(new Dictionary<string, ConfigProvider>());

    /// <summary>Whether a value holds a reference, to whatever provider.</summary>
    public static bool HasReference(string? value) => value is not null && Reference().IsMatch(value);

    /// <summary>
    /// Gives entries of a generated config the raw text back where the same key of the raw config holds a reference, so that resolved
    /// secrets are not stored.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Restore(
        IReadOnlyDictionary<string, string?> raw, IReadOnlyDictionary<string, string?> generated)
    {
        var restored = new OrderedDictionary<string, string?>(generated.Count, StringComparer.Ordinal);
        foreach (var (key, value) in generated)
        {
            restored[key] = raw.TryGetValue(key, out var text) && HasReference(text) ? text : value;
        }

        return restored;
    }

    /// <summary>Resolves the references of a config.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A provider cannot read where it is told to.</exception>
    public ResolvedConfig Resolve(IReadOnlyDictionary<string, string?> config)
    {
        var wanted = Collect(config);
        if (wanted.Count == 0)
        {
            return new ResolvedConfig(config, NoLimits);
        }

        var limits = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var found = new Dictionary<(string Provider, string Path), IReadOnlyDictionary<string, string>>();
        foreach (var (place, keys) in wanted)
        {
            var data = providers[place.Provider].Get(place.Path, keys);
            found[place] = data.Data;
            if (data.TimeToLive is { } limit)
            {
                limits[place.Path] = limit;
            }
        }

        var resolved = new OrderedDictionary<string, string?>(config.Count, StringComparer.Ordinal);
        foreach (var (key, value) in config)
        {
            resolved[key] = value is null ? null : Reference().Replace(value, match =>
                found.TryGetValue(Place(match), out var data) && data.TryGetValue(match.Groups["key"].Value, out var text) ? text : match.Value);
        }

        return new ResolvedConfig(resolved, limits);
    }

    public void Dispose()
    {
        foreach (var provider in providers.Values)
        {
            provider.Dispose();
        }
    }

    private static (string Provider, string Path) Place(Match match) => (match.Groups["provider"].Value, match.Groups["path"].Value);

    [GeneratedRegex(@"\$\{(?<provider>[^}]*?):((?<path>[^}]*?):)?(?<key>[^}]*?)\}")]
    private static partial Regex Reference();

    private Dictionary<(string Provider, string Path), HashSet<string>> Collect(IReadOnlyDictionary<string, string?> config)
    {
        var wanted = new Dictionary<(string, string), HashSet<string>>();
        foreach (var value in config.Values)
        {
            if (value is null || !value.Contains("${", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match match in Reference().Matches(value))
            {
                var place = Place(match);
                if (providers.ContainsKey(place.Provider))
                {
                    if (!wanted.TryGetValue(place, out var keys))
                    {
                        wanted[place] = keys = new HashSet<string>(StringComparer.Ordinal);
                    }

                    keys.Add(match.Groups["key"].Value);
                }
            }
        }

        return wanted;
    }
}
