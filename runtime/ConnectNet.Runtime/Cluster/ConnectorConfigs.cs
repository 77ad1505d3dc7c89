using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Resolves the references in the configs of connectors, anew at each use. Where a provider limits how long a value holds, the connector
/// is restarted after that time, unless its <c>config.action.reload</c> is <c>none</c>. Thread-safe.
/// </summary>
/// <param name="variables">Resolves.</param>
/// <param name="restart">Restarts a connector whose values have expired.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectorConfigs(ConfigVariables variables, Action<string> restart, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<(string Connector, string Path), ITimer> _reloads = new();

    /// <summary>The config with its references resolved, in the same order.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A provider cannot read where it is told to.</exception>
    public IReadOnlyDictionary<string, string?> Resolve(string connector, IReadOnlyDictionary<string, string?> raw)
    {
        var resolved = variables.Resolve(raw);
        var action = raw.GetValueOrDefault("config.action.reload") ?? "restart";
        if (action.Equals("restart", StringComparison.OrdinalIgnoreCase))
        {
            foreach (var (path, limit) in resolved.TimeToLive)
            {
                Schedule(connector, path, limit);
            }
        }
        else if (!action.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "No enum constant org.apache.kafka.connect.runtime.Herder.ConfigReloadAction." + action.ToUpperInvariant());
        }

        return resolved.Config;
    }

    public void Dispose()
    {
        foreach (var timer in _reloads.Values)
        {
            timer.Dispose();
        }
    }

    private void Schedule(string connector, string path, TimeSpan limit)
    {
        if (limit < TimeSpan.Zero)
        {
            return;
        }

        var timer = time.CreateTimer(_ => restart(connector), null, limit, Timeout.InfiniteTimeSpan);
        _reloads.AddOrUpdate((connector, path), timer, (_, previous) =>
        {
            previous.Dispose();
            return timer;
        });
    }
}
