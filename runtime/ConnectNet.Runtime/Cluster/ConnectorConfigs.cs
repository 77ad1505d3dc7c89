using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Resolves the references in the configs of connectors, anew at each use. Where a provider limits how long a value holds, the worker that
/// runs the connector looks again after that time, and restarts it when a value has changed, unless its <c>config.action.reload</c> is
/// <c>none</c>. Thread-safe.
/// </summary>
/// <param name="variables">Resolves.</param>
/// <param name="restart">Restarts a connector whose values have changed; ends when that is done, or failed.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectorConfigs(ConfigVariables variables, Func<string, Task> restart, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, ConfigWatch> _watches = new(StringComparer.Ordinal);

    /// <summary>The config with its references resolved, in the same order.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A provider cannot read where it is told to.</exception>
    public IReadOnlyDictionary<string, string?> Resolve(string connector, IReadOnlyDictionary<string, string?> raw)
    {
        var resolved = variables.Resolve(raw, connector);
        _ = IsReloaded(raw);
        return resolved.Config;
    }

    /// <summary>As <see cref="Resolve"/>, for a connector that is now started with the result.</summary>
    public IReadOnlyDictionary<string, string?> ResolveAndWatch(string connector, IReadOnlyDictionary<string, string?> raw)
    {
        Unwatch(connector);
        var resolved = variables.Resolve(raw, connector);
        if (IsReloaded(raw) && resolved.TimeToLive.Values.Where(static limit => limit >= TimeSpan.Zero).ToList() is { Count: > 0 } limits)
        {
            _watches[connector] = new ConfigWatch(
                resolved.Config, () => variables.Resolve(raw, connector).Config, limits.Min(), () => restart(connector), time);
        }

        return resolved.Config;
    }

    /// <summary>For a connector that is stopped, or is to be started anew.</summary>
    public void Unwatch(string connector)
    {
        if (_watches.TryRemove(connector, out var watch))
        {
            watch.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var connector in _watches.Keys)
        {
            Unwatch(connector);
        }
    }

    private static bool IsReloaded(IReadOnlyDictionary<string, string?> raw)
    {
        var action = raw.GetValueOrDefault("config.action.reload") ?? "restart";
        return action.ToUpperInvariant() switch
        {
            "RESTART" => true,
            "NONE" => false,
            _ => throw new ArgumentException(
                "No enum constant org.apache.kafka.connect.runtime.Herder.ConfigReloadAction." + action.ToUpperInvariant()),
        };
    }
}
