using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// What a herder does alike whether its worker works alone or with others: answers from the stores, and requests that wait for their turn
/// on the herder's thread. Owns nothing of its parts. See <see cref="Herder"/> for threading.
/// </summary>
/// <param name="parts">Stores and worker.</param>
/// <param name="hashOrder">See <see cref="ClusterView"/>.</param>
internal abstract class WorkerHerder(HerderParts parts, bool hashOrder) : Herder, IDisposable
{
    public override string WorkerId => parts.WorkerId;

    public override string? KafkaClusterId => parts.KafkaClusterId;

    protected HerderParts Parts => parts;

    protected ClusterView View { get; } = new(parts, hashOrder);

    /// <summary>Cancelled when the herder is to stop.</summary>
    protected CancellationTokenSource Stopping { get; } = new();

    /// <summary>What waits for the herder's thread.</summary>
    protected abstract TickQueue Turns { get; }

    public virtual void Dispose() => Stopping.Dispose();

    public override Task HealthCheckAsync(CancellationToken cancellationToken) => TurnAsync(static () => true, cancellationToken);

    public override ConnectorInfo LocalConnectorInfo(string connector) => Info(parts.Configs.Snapshot(), connector);

    public override async Task<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken) =>
        (await ConnectorInfoAsync(connector, cancellationToken).ConfigureAwait(false)).Config;

    public override Task<ConfigInfos> ValidateConnectorConfigAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        RequestAsync(stages => ConfigValidation.RunAsync(parts.Validator, config, stages, Stopping.Token), cancellationToken);

    public override ConnectorStateInfo ConnectorStatus(string connector) => View.ConnectorStatus(connector);

    public override TaskStatus TaskStatus(ConnectorTaskId task) => View.TaskStatus(task);

    public override void PauseConnector(string connector) => View.PutTargetState(connector, TargetState.Paused);

    public override void ResumeConnector(string connector) => View.PutTargetState(connector, TargetState.Started);

    public override ActiveTopics ConnectorActiveTopics(string connector) => View.ActiveTopics(connector);

    public override void ResetConnectorActiveTopics(string connector) => View.ForgetTopics(connector);

    public override Task<string> AlterConnectorOffsetsAsync(
        string connector, IReadOnlyList<ConnectorOffset> offsets, CancellationToken cancellationToken) =>
        RequestAsync(stages => ModifyOffsetsAsync(connector, offsets, stages), cancellationToken);

    public override Task<string> ResetConnectorOffsetsAsync(string connector, CancellationToken cancellationToken) =>
        RequestAsync(stages => ModifyOffsetsAsync(connector, null, stages), cancellationToken);

    /// <summary>Changes offsets of a stopped connector; null forgets all.</summary>
    protected abstract Task<string> ModifyOffsetsAsync(string connector, IReadOnlyList<ConnectorOffset>? offsets, RequestStages stages);

    /// <summary>A connector in a snapshot.</summary>
    /// <exception cref="Sdk.Errors.NotFoundException">Unknown connector.</exception>
    protected ConnectorInfo Info(ClusterState state, string connector) =>
        View.Info(state, connector) ?? throw new Sdk.Errors.NotFoundException($"Connector {connector} not found");

    /// <summary>Runs a request that is one turn of the herder's thread.</summary>
    protected Task<T> TurnAsync<T>(Func<T> action, CancellationToken cancellationToken) =>
        RequestAsync(stages => Turns.RunAsync(action, stages), cancellationToken);

    /// <summary>Runs a request as long as its caller waits.</summary>
    protected async Task<T> RequestAsync<T>(Func<RequestStages, Task<T>> request, CancellationToken cancellationToken)
    {
        var stages = new RequestStages(parts.Time);
        return await stages.WaitAsync(request(stages), cancellationToken).ConfigureAwait(false);
    }
}
