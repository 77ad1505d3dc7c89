using System.Diagnostics.CodeAnalysis;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>Something for each task, by connector, so that a thousand connectors are listed without a look at every task for each. Not thread-safe.</summary>
internal sealed class TaskTable<T>
    where T : class
{
    private readonly Dictionary<string, SortedDictionary<int, T>> _connectors = [];

    public bool TryGet(ConnectorTaskId task, [NotNullWhen(true)] out T? value)
    {
        value = null;
        return _connectors.TryGetValue(task.Connector, out var tasks) && tasks.TryGetValue(task.Task, out value);
    }

    /// <summary>What there is for the tasks of a connector, in their order.</summary>
    public IReadOnlyCollection<T> Of(string connector) => _connectors.TryGetValue(connector, out var tasks) ? tasks.Values : [];

    public void Set(ConnectorTaskId task, T value)
    {
        if (!_connectors.TryGetValue(task.Connector, out var tasks))
        {
            _connectors[task.Connector] = tasks = [];
        }

        tasks[task.Task] = value;
    }

    public void Remove(ConnectorTaskId task)
    {
        if (_connectors.TryGetValue(task.Connector, out var tasks) && tasks.Remove(task.Task) && tasks.Count == 0)
        {
            _connectors.Remove(task.Connector);
        }
    }

    public void Remove(string connector) => _connectors.Remove(connector);
}
