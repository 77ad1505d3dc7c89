using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Decides whether task configs that a connector generated have to be published: when there are more or fewer of them, when one differs
/// from the stored one, or when the connector's config (with its references resolved) is not the one in force at the last publication.
/// Thread-safe.
/// </summary>
internal sealed class TaskReconfiguration(ConnectorConfigs configs)
{
    private readonly ConcurrentDictionary<string, Applied> _applied = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Applied> _published = new(StringComparer.Ordinal);

    /// <summary>The task configs as they are to be stored: references restored, in the order of a copied Java hash map.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string?>> Raw(
        IReadOnlyDictionary<string, string?> rawConnectorConfig, IEnumerable<IReadOnlyDictionary<string, string?>> generated) =>
    [
        .. generated.Select(config => new OrderedDictionary<string, string?>(
            JavaOrder.CopyOrder(ConfigVariables.Restore(rawConnectorConfig, config)), StringComparer.Ordinal)),
    ];

    public static bool Same(IReadOnlyDictionary<string, string?>? left, IReadOnlyDictionary<string, string?>? right) =>
        left is null || right is null
            ? ReferenceEquals(left, right)
            : left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var value) && value == entry.Value);

    /// <summary>Whether raw task configs have to be published.</summary>
    /// <param name="state">What is stored.</param>
    /// <param name="connector">The connector.</param>
    /// <param name="resolved">Its present config, resolved.</param>
    /// <param name="rawTaskConfigs">Result of <see cref="Raw"/>.</param>
    public bool IsNeeded(
        ClusterState state,
        string connector,
        IReadOnlyDictionary<string, string?> resolved,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> rawTaskConfigs)
    {
        if (rawTaskConfigs.Count != state.TaskCount(connector))
        {
            return true;
        }

        for (var task = 0; task < rawTaskConfigs.Count; task++)
        {
            if (!Same(rawTaskConfigs[task], state.TaskConfig(new ConnectorTaskId(connector, task))))
            {
                return true;
            }
        }

        return !Same(AppliedConfig(state, connector), resolved);
    }

    /// <summary>Remembers with what a connector generated the task configs that are now published.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="raw">Its config.</param>
    /// <param name="resolved">The same, resolved.</param>
    public void Published(string connector, IReadOnlyDictionary<string, string?> raw, IReadOnlyDictionary<string, string?> resolved)
    {
        _published[connector] = new Applied(raw, null, resolved);
        _applied.TryRemove(connector, out _);
    }

    // As published from here, else as resolved at the first comparison, and kept, so that a secret that changes later is noticed.
    private IReadOnlyDictionary<string, string?>? AppliedConfig(ClusterState state, string connector)
    {
        if (state.AppliedConnectorConfig(connector) is not { } raw)
        {
            _applied.TryRemove(connector, out _);
            return null;
        }

        var generation = state.TaskConfigGeneration(connector);
        return _applied.AddOrUpdate(
            connector,
            _ => Now(),
            (_, known) => ReferenceEquals(known.Raw, raw) && known.Generation == generation
                ? known
                : Now()).Resolved;

        Applied Now() => new(
            raw, generation, _published.TryGetValue(connector, out var published) && Same(published.Raw, raw) ? published.Resolved : configs.Resolve(connector, raw));
    }

    private sealed record Applied(
        IReadOnlyDictionary<string, string?> Raw, int? Generation, IReadOnlyDictionary<string, string?> Resolved);
}
