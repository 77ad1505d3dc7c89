using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Offsets of connectors, in the terms of the herder. Stateless.</summary>
internal static class OffsetRequests
{
    /// <summary>The raw config of a connector whose offsets may be changed.</summary>
    /// <exception cref="NotFoundException">Unknown connector.</exception>
    /// <exception cref="BadRequestException">The connector is not stopped.</exception>
    public static IReadOnlyDictionary<string, string?> StoppedConfig(ClusterState state, string connector)
    {
        var config = state.ConnectorConfig(connector) ?? throw new NotFoundException($"Connector {connector} not found");
        return state.TargetStateOf(connector) == TargetState.Stopped && state.TaskCount(connector) == 0
            ? config
            : throw new BadRequestException(
                "Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector "
                + $"by issuing a 'PUT' request to the '/connectors/{connector}/stop' endpoint");
    }

    public static async Task<IReadOnlyList<ConnectorOffset>> ReadAsync(
        Worker worker, string connector, IReadOnlyDictionary<string, string?> config)
    {
        var offsets = await worker.ConnectorOffsetsAsync(connector, config, CancellationToken.None).ConfigureAwait(false);
        return [.. offsets.Select(offset => new ConnectorOffset(offset.Partition, offset.Offset))];
    }

    public static async Task<string> ModifyAsync(
        Worker worker, string connector, IReadOnlyDictionary<string, string?> config, IReadOnlyList<ConnectorOffset>? offsets)
    {
        try
        {
            var changes = offsets?.Select(offset => new PartitionOffset(offset.Partition, offset.Offset)).ToList();
            return await worker.ModifyConnectorOffsetsAsync(connector, config, changes, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Tasks.BadRequestException e)
        {
            throw new BadRequestException(e.Message, e);
        }
    }
}
