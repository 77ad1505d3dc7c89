using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>The connectors and tasks of one member in the order of their allocation; changed while an assignment is computed.</summary>
internal sealed class WorkerLoad(string member, IEnumerable<string> connectors, IEnumerable<ConnectorTaskId> tasks)
{
    public string Member { get; } = member;

    public List<string> Connectors { get; } = [.. connectors];

    public List<ConnectorTaskId> Tasks { get; } = [.. tasks];

    public bool IsEmpty => Connectors.Count == 0 && Tasks.Count == 0;

    public void Remove(WorkSet work)
    {
        Connectors.RemoveAll(work.Connectors.Contains);
        Tasks.RemoveAll(work.Tasks.Contains);
    }
}
