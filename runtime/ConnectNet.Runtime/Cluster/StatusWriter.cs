using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Writes the states of connectors and tasks in this worker's name. States that another worker may have changed meanwhile (FAILED,
/// UNASSIGNED) are written safely, the others always. While the worker does not know whether it still is a member of its group it writes
/// none: it may have stood still, and what it takes for its own may run elsewhere, with states that it has not read yet. Thread-safe.
/// </summary>
/// <param name="store">Where states are kept.</param>
/// <param name="workerId">Name of this worker.</param>
/// <param name="generation">The present group generation.</param>
/// <param name="trackTopics">Whether topics in use are recorded.</param>
/// <param name="time">The clock.</param>
internal sealed class StatusWriter(StatusStore store, string workerId, Func<int> generation, bool trackTopics, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<WorkerStatus> _held = [];

    /// <summary>Told of the states of tasks that are written.</summary>
    public Action<ConnectorTaskId, ConnectState> TaskChanged { get; set; } = static (_, _) => { };

    /// <summary>Whether others may run this worker's work by now.</summary>
    public Func<bool> IsInDoubt { get; init; } = static () => false;

    public void Changed(string connector, StatusChange change) =>
        Write(new ConnectorStatus(connector, change.State, workerId, generation(), change.Version, change.Trace));

    public void Changed(ConnectorTaskId task, StatusChange change)
    {
        Write(new TaskStatus(task, change.State, workerId, generation(), change.Version, change.Trace));
        TaskChanged(task, change.State);
    }

    public void Restarting(string connector) => Write(new ConnectorStatus(connector, ConnectState.Restarting, workerId, generation()));

    public void Restarting(ConnectorTaskId task) => Write(new TaskStatus(task, ConnectState.Restarting, workerId, generation()));

    /// <summary>Writes what was held back, when there is no doubt any more; what another generation has said about since is left alone.</summary>
    public void WriteHeld()
    {
        lock (_gate)
        {
            if (_held.Count == 0 || IsInDoubt())
            {
                return;
            }

            foreach (var status in _held)
            {
                Put(status, IsSafe(status.State) || status.Generation != generation());
            }

            _held.Clear();
        }
    }

    /// <summary>Removes the states of a connector and of its tasks.</summary>
    public void Deleted(string connector)
    {
        foreach (var task in store.GetAll(connector))
        {
            Deleted(task.Id);
        }

        store.Put(new ConnectorStatus(connector, ConnectState.Destroyed, workerId, generation()));
    }

    public void Deleted(ConnectorTaskId task) => store.Put(new TaskStatus(task, ConnectState.Destroyed, workerId, generation()));

    /// <summary>Removes the states of whatever is not configured any more.</summary>
    public void Prune(ClusterState snapshot)
    {
        foreach (var connector in store.Connectors().Where(connector => !snapshot.Contains(connector)).ToList())
        {
            Deleted(connector);
        }

        foreach (var connector in store.Connectors().ToList())
        {
            var configured = snapshot.Tasks(connector).ToHashSet();
            foreach (var task in store.GetAll(connector).Where(task => !configured.Contains(task.Id)).ToList())
            {
                Deleted(task.Id);
            }
        }
    }

    public void TopicUsed(ConnectorTaskId task, string topic)
    {
        if (trackTopics && store.GetTopic(task.Connector, topic) is null)
        {
            store.PutTopic(new TopicStatus(topic, task.Connector, task.Task, time.GetUtcNow().ToUnixTimeMilliseconds()));
        }
    }

    public void ForgetTopics(string connector)
    {
        if (trackTopics)
        {
            foreach (var status in store.GetAllTopics(connector).ToList())
            {
                store.DeleteTopic(status.Connector, status.Topic);
            }
        }
    }

    // In order, as the last word about a task counts.
    private void Write(WorkerStatus status)
    {
        lock (_gate)
        {
            if (_held.Count > 0 || IsInDoubt())
            {
                _held.Add(status);
            }
            else
            {
                Put(status, IsSafe(status.State));
            }
        }
    }

    private void Put(WorkerStatus status, bool safe)
    {
        switch (status)
        {
            case ConnectorStatus connector when safe:
                store.PutSafe(connector);
                break;
            case ConnectorStatus connector:
                store.Put(connector);
                break;
            case TaskStatus task when safe:
                store.PutSafe(task);
                break;
            case TaskStatus task:
                store.Put(task);
                break;
        }
    }

    private static bool IsSafe(ConnectState state) => state is ConnectState.Unassigned or ConnectState.Failed;
}
