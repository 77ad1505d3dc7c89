using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Runs the connectors of one worker and answers for the whole cluster; the one type that REST talks to. All members may be called by
/// any thread. Methods that end in Async wait for the herder's own thread (in distributed mode) and for what they ask for; their
/// cancellation token ends the wait with a <see cref="RequestTimeoutException"/>, not the operation. The others answer at once from
/// memory. Maps and lists are in the order of Java's answers; configs are raw, with references unresolved.
/// </summary>
/// <remarks>
/// Common exceptions: <see cref="RequestTargetException"/> (another worker has to answer: forward),
/// <see cref="RebalanceNeededException"/> (restarts and offset changes: 409; the three readings: 500),
/// <see cref="RestRequestException"/> (status and code given), Sdk NotFoundException (404), AlreadyExistsException (409), anything else 500.
/// </remarks>
internal abstract class Herder
{
    /// <summary>True once start-up is complete: topics read, group joined, command-line connectors created.</summary>
    public abstract bool IsReady { get; }

    /// <summary><c>host:port</c> of this worker, as in statuses.</summary>
    public abstract string WorkerId { get; }

    /// <summary>Id of the Kafka cluster, or null where the broker does not tell.</summary>
    public abstract string? KafkaClusterId { get; }

    /// <summary>Ends when the herder has stopped; fails with what made it stop by itself.</summary>
    public abstract Task Completion { get; }

    /// <summary>Starts in the background.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Gives the work back and stops; waiting requests fail with "Worker is shutting down".</summary>
    public abstract Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Ends when the herder's thread has had a turn.</summary>
    public abstract Task HealthCheckAsync(CancellationToken cancellationToken);

    /// <summary>Names of all connectors.</summary>
    public abstract IReadOnlyList<string> Connectors();

    /// <summary>A connector from this worker's memory, for lists.</summary>
    /// <exception cref="Sdk.Errors.NotFoundException">Unknown connector.</exception>
    public abstract ConnectorInfo LocalConnectorInfo(string connector);

    public abstract Task<ConnectorInfo> ConnectorInfoAsync(string connector, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<TaskInfo>> TaskConfigsAsync(string connector, CancellationToken cancellationToken);

    /// <summary>Validates a config with this worker's plug-ins; needs no leader.</summary>
    public abstract Task<ConfigInfos> ValidateConnectorConfigAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken);

    /// <summary>Validates and writes a connector's config.</summary>
    /// <param name="connector">Name; the config must hold the same under <c>name</c>.</param>
    /// <param name="config">The whole config, as submitted.</param>
    /// <param name="initialState">Target state written with it, or null.</param>
    /// <param name="allowReplace">False fails where the connector exists.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract Task<(bool Created, ConnectorInfo Info)> PutConnectorConfigAsync(
        string connector,
        IReadOnlyDictionary<string, string?> config,
        TargetState? initialState,
        bool allowReplace,
        CancellationToken cancellationToken);

    /// <summary>Changes some keys of a connector's config; null removes one.</summary>
    public abstract Task<ConnectorInfo> PatchConnectorConfigAsync(
        string connector, IReadOnlyDictionary<string, string?> patch, CancellationToken cancellationToken);

    public abstract Task DeleteConnectorAsync(string connector, CancellationToken cancellationToken);

    /// <summary>What the status store knows of a connector.</summary>
    /// <exception cref="Sdk.Errors.NotFoundException">It knows nothing.</exception>
    public abstract ConnectorStateInfo ConnectorStatus(string connector);

    /// <summary>What the status store knows of a task.</summary>
    /// <exception cref="Sdk.Errors.NotFoundException">It knows nothing.</exception>
    public abstract TaskStatus TaskStatus(ConnectorTaskId task);

    /// <summary>Writes the target state PAUSED; blocks until it is durable.</summary>
    public abstract void PauseConnector(string connector);

    /// <summary>Writes the target state STARTED; blocks until it is durable.</summary>
    public abstract void ResumeConnector(string connector);

    public abstract Task StopConnectorAsync(string connector, CancellationToken cancellationToken);

    public abstract Task RestartConnectorAsync(string connector, CancellationToken cancellationToken);

    public abstract Task RestartTaskAsync(ConnectorTaskId task, CancellationToken cancellationToken);

    /// <summary>Requests a restart; the answer already shows RESTARTING for what it will reach.</summary>
    public abstract Task<ConnectorStateInfo> RestartConnectorAndTasksAsync(RestartRequest request, CancellationToken cancellationToken);

    public abstract ActiveTopics ConnectorActiveTopics(string connector);

    public abstract void ResetConnectorActiveTopics(string connector);

    public abstract Task<IReadOnlyList<ConnectorOffset>> ConnectorOffsetsAsync(string connector, CancellationToken cancellationToken);

    /// <summary>Changes offsets of a stopped connector; returns the message of the answer.</summary>
    public abstract Task<string> AlterConnectorOffsetsAsync(
        string connector, IReadOnlyList<ConnectorOffset> offsets, CancellationToken cancellationToken);

    /// <summary>Forgets all offsets of a stopped connector; returns the message of the answer.</summary>
    public abstract Task<string> ResetConnectorOffsetsAsync(string connector, CancellationToken cancellationToken);

    /// <summary>Another worker asks this leader to write task configs.</summary>
    public abstract Task PutTaskConfigsAsync(
        string connector,
        IReadOnlyList<IReadOnlyDictionary<string, string?>> configs,
        InternalRequestSignature signature,
        CancellationToken cancellationToken);

    /// <summary>Another worker asks this leader to shut out older tasks of an exactly-once source.</summary>
    public abstract Task FenceZombiesAsync(string connector, InternalRequestSignature signature, CancellationToken cancellationToken);

    /// <summary>Sets the level of a logger in every worker of the cluster; blocks until that is durable.</summary>
    public abstract void SetClusterLoggerLevel(string logger, string level);
}
