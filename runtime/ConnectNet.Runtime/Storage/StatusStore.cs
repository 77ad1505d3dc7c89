using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Where states of connectors and tasks and the topics they use are kept. All members may be called by any thread and return at once;
/// writes of the Kafka store are read back before they show.
/// </summary>
internal abstract class StatusStore
{
    /// <summary>Reads everything there is; blocks.</summary>
    public abstract void Start();

    public abstract void Stop();

    /// <summary>Writes a state whatever was written before.</summary>
    public abstract void Put(ConnectorStatus status);

    /// <summary>Writes a state unless another worker of a newer generation wrote one.</summary>
    public abstract void PutSafe(ConnectorStatus status);

    /// <inheritdoc cref="Put(ConnectorStatus)"/>
    public abstract void Put(TaskStatus status);

    /// <inheritdoc cref="PutSafe(ConnectorStatus)"/>
    public abstract void PutSafe(TaskStatus status);

    public abstract void PutTopic(TopicStatus status);

    public abstract ConnectorStatus? Get(string connector);

    public abstract TaskStatus? Get(ConnectorTaskId task);

    /// <summary>The known task states of a connector, by task number.</summary>
    public abstract IReadOnlyList<TaskStatus> GetAll(string connector);

    /// <summary>Names of the connectors with a known state.</summary>
    public abstract IReadOnlyCollection<string> Connectors();

    public abstract TopicStatus? GetTopic(string connector, string topic);

    public abstract IReadOnlyCollection<TopicStatus> GetAllTopics(string connector);

    public abstract void DeleteTopic(string connector, string topic);

    /// <summary>Waits until what was put is sent; blocks.</summary>
    public abstract void Flush();
}
