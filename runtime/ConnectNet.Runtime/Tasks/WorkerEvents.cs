using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// What the worker tells upwards. Set once by the herder, before anything is started. Called on the thread of the connector or task that it
/// is about; handlers must be quick and must not wait for that connector or task.
/// </summary>
internal sealed record WorkerEvents
{
    /// <summary>
    /// A connector is now RUNNING, PAUSED, STOPPED, FAILED or UNASSIGNED (shut down). FAILED and UNASSIGNED are to be written with PutSafe,
    /// the others with Put.
    /// </summary>
    public Action<string, StatusChange> ConnectorChanged { get; init; } = static (_, _) => { };

    /// <summary>A task is now RUNNING, PAUSED, FAILED or UNASSIGNED; see <see cref="ConnectorChanged"/>.</summary>
    public Action<ConnectorTaskId, StatusChange> TaskChanged { get; init; } = static (_, _) => { };

    /// <summary>A connector asks for its task configs to be generated again.</summary>
    public Action<string> ReconfigurationRequested { get; init; } = static _ => { };

    /// <summary>
    /// A task used a topic: source tasks after delivery, sink tasks when reading. Told again about once a second while it is used, because
    /// an operator may reset the list; what is known already is to be ignored.
    /// </summary>
    public Action<ConnectorTaskId, string> TopicUsed { get; init; } = static (_, _) => { };

    /// <summary>The config of a task as stored now, resolved; null when it is gone.</summary>
    public Func<ConnectorTaskId, IReadOnlyDictionary<string, string?>?> CurrentTaskConfig { get; init; } = static _ => null;
}

/// <summary>The new state of a connector or a task.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">Version of the plug-in, null where it is not known.</param>
/// <param name="Trace">Trace of a failure in Java's form.</param>
internal sealed record StatusChange(ConnectState State, string? Version, string? Trace = null);
