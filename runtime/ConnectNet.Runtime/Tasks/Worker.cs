using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Runs connectors and tasks in this process; it decides nothing. Every connector and task has a thread of its own. All members may be
/// called by any thread; calls about the same connector or task must not overlap. Configs handed in are resolved.
/// </summary>
internal sealed class Worker(WorkerParts parts)
{
    private readonly object[] _parts = [parts];

    /// <summary>Who is told of state changes; set once, before anything is started.</summary>
    public WorkerEvents Events { get; set; } = new();

    /// <summary>Connectors that exist here, in whatever state.</summary>
    public IReadOnlyCollection<string> ConnectorNames => throw new NotImplementedException();

    /// <summary>Tasks that exist here, failed ones included.</summary>
    public IReadOnlyCollection<ConnectorTaskId> TaskIds => throw new NotImplementedException();

    /// <summary>Whether a connector exists here and has reached STARTED.</summary>
    public bool IsRunning(string connector) => throw new NotImplementedException();

    /// <summary>Whether the connector, which must exist here, is a sink.</summary>
    public bool IsSinkConnector(string connector) => throw new NotImplementedException();

    /// <summary>Whether a connector config's class is a sink; throws a ConnectException for an unknown class.</summary>
    public bool IsSinkConnector(IReadOnlyDictionary<string, string?> connectorConfig) => throw new NotImplementedException();

    /// <summary>
    /// Creates a connector and brings it to a state. Ends when the state is reached; fails (after the FAILED event) when it cannot be. A
    /// later <see cref="SetTargetStateAsync"/> makes it fail with Java's text on pre-emption. A hung plug-in only leaves the task open.
    /// </summary>
    public Task<TargetState> StartConnectorAsync(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState initial, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Changes the state of a connector, if it exists here, and of its tasks. The tasks follow on their own threads; the returned task is
    /// about the connector, see <see cref="StartConnectorAsync"/>.
    /// </summary>
    public Task<TargetState> SetTargetStateAsync(string connector, TargetState state, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>Stops connectors together, 5 s at most; those that hang are given up. Unknown names are ignored.</summary>
    public Task StopConnectorsAsync(IReadOnlyCollection<string> connectors) => throw new NotImplementedException();

    /// <summary>
    /// Asks a running connector for its task configs and completes them (<c>task.class</c>, <c>topics</c>, <c>topics.regex</c>). Too many of
    /// them is a <see cref="TooManyTasksException"/>.
    /// </summary>
    public Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Builds a task and starts its thread; may block on Kafka for a while. False (after the FAILED event) when it could not be built.
    /// </summary>
    public bool StartTask(TaskStart start) => throw new NotImplementedException();

    /// <summary>Stops tasks together within <c>task.shutdown.graceful.timeout.ms</c>; those that hang are given up. Unknown ids are ignored.</summary>
    public Task StopTasksAsync(IReadOnlyCollection<ConnectorTaskId> tasks) => throw new NotImplementedException();

    /// <summary>Stops whatever still runs, connectors first, and releases the worker's own metrics.</summary>
    public Task StopAsync() => throw new NotImplementedException();

    /// <summary>The offsets of a connector in Java's order. Throws a ConnectException with Java's text.</summary>
    public Task<IReadOnlyList<PartitionOffset>> ConnectorOffsetsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    /// <summary>
    /// Alters offsets, or resets all of them when <paramref name="offsets"/> is null. The connector must be stopped. Returns the message of
    /// the answer; throws <see cref="BadRequestException"/> for what the operator got wrong, else a ConnectException with Java's text.
    /// </summary>
    public Task<string> ModifyConnectorOffsetsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, IReadOnlyList<PartitionOffset>? offsets, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
