using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Rest;

namespace ConnectNet.Runtime.Rest;

/// <summary>What REST extensions can read of the cluster. Thread-safe.</summary>
internal sealed class ConnectClusterState(Herder herder) : IConnectClusterState
{
    public string? KafkaClusterId => herder.KafkaClusterId;

    public ValueTask<IReadOnlyCollection<string>> ConnectorsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyCollection<string>>(herder.Connectors());

    public ValueTask<ConnectorHealth> ConnectorHealthAsync(string connector, CancellationToken cancellationToken)
    {
        var status = herder.ConnectorStatus(connector);
        return ValueTask.FromResult(new ConnectorHealth(
            status.Name, Health(status.Connector), status.Tasks.ToDictionary(task => task.Id.Task, Health), status.Type.Name()));
    }

    public async ValueTask<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken)
    {
        try
        {
            return await herder.ConnectorConfigAsync(connector, cancellationToken).WaitAsync(RestPipeline.RequestLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException($"Failed to retrieve configuration for connector '{connector}'", e);
        }
    }

    private static HealthState Health(WorkerStatus status) => new(status.State.Name(), status.WorkerId, status.Trace);
}
