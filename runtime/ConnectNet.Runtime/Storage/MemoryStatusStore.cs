using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>States of a standalone worker, which live as long as the process. Thread-safe.</summary>
internal sealed class MemoryStatusStore : StatusStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ConnectorStatus> _connectors = [];
    private readonly TaskTable<TaskStatus> _tasks = new();
    private readonly Dictionary<(string Connector, string Topic), TopicStatus> _topics = [];

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override void Put(ConnectorStatus status)
    {
        lock (_gate)
        {
            if (status.State == ConnectState.Destroyed)
            {
                _connectors.Remove(status.Connector);
            }
            else
            {
                _connectors[status.Connector] = status;
            }
        }
    }

    public override void PutSafe(ConnectorStatus status) => Put(status);

    public override void Put(TaskStatus status)
    {
        lock (_gate)
        {
            if (status.State == ConnectState.Destroyed)
            {
                _tasks.Remove(status.Id);
            }
            else
            {
                _tasks.Set(status.Id, status);
            }
        }
    }

    public override void PutSafe(TaskStatus status) => Put(status);

    public override void PutTopic(TopicStatus status)
    {
        lock (_gate)
        {
            _topics[(status.Connector, status.Topic)] = status;
        }
    }

    public override ConnectorStatus? Get(string connector)
    {
        lock (_gate)
        {
            return _connectors.GetValueOrDefault(connector);
        }
    }

    public override TaskStatus? Get(ConnectorTaskId task)
    {
        lock (_gate)
        {
            return _tasks.TryGet(task, out var status) ? status : null;
        }
    }

    public override IReadOnlyList<TaskStatus> GetAll(string connector)
    {
        lock (_gate)
        {
            return [.. _tasks.Of(connector)];
        }
    }

    public override IReadOnlyCollection<string> Connectors()
    {
        lock (_gate)
        {
            return [.. _connectors.Keys];
        }
    }

    public override TopicStatus? GetTopic(string connector, string topic)
    {
        lock (_gate)
        {
            return _topics.GetValueOrDefault((connector, topic));
        }
    }

    public override IReadOnlyCollection<TopicStatus> GetAllTopics(string connector)
    {
        lock (_gate)
        {
            return [.. _topics.Values.Where(status => status.Connector == connector)];
        }
    }

    public override void DeleteTopic(string connector, string topic)
    {
        lock (_gate)
        {
            _topics.Remove((connector, topic));
        }
    }

    public override void Flush()
    {
    }
}
