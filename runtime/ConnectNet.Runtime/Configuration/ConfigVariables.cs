using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>A config with its references resolved.</summary>
/// <param name="Config">The config, in the order given.</param>
/// <param name="TimeToLive">By provider path, after what time its values should be looked up again.</param>
internal sealed record ResolvedConfig(IReadOnlyDictionary<string, string?> Config, IReadOnlyDictionary<string, TimeSpan> TimeToLive);

/// <summary>
/// Resolves references <c>${provider:key}</c> and <c>${provider:path:key}</c> in configs through the worker's config providers. What is
/// not known stays as it is written, and is told once. Owns the providers. Safe for concurrent use.
/// </summary>
/// <param name="providers">By the names that references use.</param>
/// <param name="logger">Told of references that lead nowhere.</param>
internal sealed partial class ConfigVariables(IReadOnlyDictionary<string, ConfigProvider> providers, ILogger? logger = null) : IDisposable
{
    private static readonly IReadOnlyDictionary<string, TimeSpan> NoLimits = new Dictionary<string, TimeSpan>();

    /// <summary>The providers by the names that references use.</summary>
    public IReadOnlyDictionary<string, ConfigProvider> Providers => providers;

    private readonly ConcurrentDictionary<(string? Connector, string Key, string Reference), bool> _told = new();

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
    /// <param name="config">The config.</param>
    /// <param name="connector">Whose it is; null for the worker's own properties.</param>
    /// <exception cref="Sdk.Errors.ConfigException">A provider cannot read where it is told to.</exception>
    public ResolvedConfig Resolve(IReadOnlyDictionary<string, string?> config, string? connector = null)
    {
        var wanted = Collect(config, out var references);
        if (!references)
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
            {
                if (found.TryGetValue(Place(match), out var data) && data.TryGetValue(match.Groups["key"].Value, out var text))
                {
                    return text;
                }

                TellOnce(connector, key, match, data is not null);
                return match.Value;
            });
        }

        return new ResolvedConfig(resolved, limits);
    }

    private void TellOnce(string? connector, string key, Match reference, bool hasProvider)
    {
        if (logger is null || connector?.Length == 0 || !_told.TryAdd((connector, key, reference.Value), true))
        {
            return;
        }

        var provider = reference.Groups["provider"].Value;
        var reason = hasProvider
            ? $"config provider '{provider}' has no value for it"
            : $"this worker has no config provider '{provider}'" + (providers.Count == 0 ? "" : "; it has " + string.Join(", ", providers.Keys));
        LogNowhere(logger, key, connector is null ? "the worker's properties" : "connector " + connector, reference.Value, reason);
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

    private Dictionary<(string Provider, string Path), HashSet<string>> Collect(IReadOnlyDictionary<string, string?> config, out bool references)
    {
        references = false;
        var wanted = new Dictionary<(string, string), HashSet<string>>();
        foreach (var value in config.Values)
        {
            if (value is null || !value.Contains("${", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match match in Reference().Matches(value))
            {
                references = true;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} of {Owner} holds {Reference}, which leads nowhere and stays as it is: {Reason}")]
    private static partial void LogNowhere(ILogger logger, string key, string owner, string reference, string reason);
}
