using System.Collections.Immutable;

namespace ConnectNet.Runtime.Metrics;

/// <summary>The worker's own series, and for each connector with tasks here the counts of its tasks by state. Thread-safe.</summary>
internal sealed class WorkerMetrics : IDisposable
{
    private static readonly string[] States = ["running", "paused", "failed", "unassigned", "destroyed", "restarting"];

    private readonly ConnectMetrics _metrics;
    private readonly MetricGroup _group;
    private readonly Dictionary<string, ConnectorTasks> _tasksByConnector = [];
    private readonly Sensor _connectorAttempts;
    private readonly Sensor _connectorSuccesses;
    private readonly Sensor _connectorFailures;
    private readonly Sensor _taskAttempts;
    private readonly Sensor _taskFailures;

    /// <param name="metrics">Where the series go.</param>
    /// <param name="connectors">Number of connectors here.</param>
    /// <param name="tasks">Number of tasks here.</param>
    public WorkerMetrics(ConnectMetrics metrics, Func<int> connectors, Func<int> tasks)
    {
        _metrics = metrics;
        _group = new MetricGroup(metrics, "kafka_connect_worker_");
        _group.Gauge("connector_count", () => connectors());
        _group.Gauge("task_count", () => tasks());
        _connectorAttempts = _group.Sensor();
        _connectorSuccesses = _group.Sensor();
        _connectorFailures = _group.Sensor();
        _taskAttempts = _group.Sensor();
        _taskFailures = _group.Sensor();
        _group.Counter("connector_startup_attempts_total", () => _connectorSuccesses.Total + _connectorFailures.Total);
        _group.Counter("connector_startup_success_total", () => _connectorSuccesses.Total);
        _group.Counter("connector_startup_failure_total", () => _connectorFailures.Total);
        _group.Gauge("connector_startup_success_percentage", () => _connectorAttempts.SuccessShare);
        _group.Gauge("connector_startup_failure_percentage", () => _connectorAttempts.FailureShare);
        _group.Counter("task_startup_attempts_total", () => _taskFailures.Total);
        _group.Counter("task_startup_success_total", () => 0);
        _group.Counter("task_startup_failure_total", () => _taskFailures.Total);
        _group.Gauge("task_startup_success_percentage", () => _taskAttempts.SuccessShare);
        _group.Gauge("task_startup_failure_percentage", () => _taskAttempts.FailureShare);
    }

    public void ConnectorStarted(bool success)
    {
        _connectorAttempts.Record(success ? 1 : 0);
        (success ? _connectorSuccesses : _connectorFailures).Record(1);
    }

    /// <summary>A task could not be built. As in Java, tasks that could be built are not counted.</summary>
    public void TaskStartFailed()
    {
        _taskAttempts.Record(0);
        _taskFailures.Record(1);
    }

    /// <summary>A connector has one more task here.</summary>
    public void AddTask(string connector, TaskMetrics task)
    {
        lock (_tasksByConnector)
        {
            if (!_tasksByConnector.TryGetValue(connector, out var tasks))
            {
                _tasksByConnector[connector] = tasks = new ConnectorTasks(_metrics, connector);
            }

            tasks.All = tasks.All.Add(task);
        }
    }

    /// <summary>A connector has one task less here; with its last one its series end. Does nothing for a task that is not here.</summary>
    public void RemoveTask(string connector, TaskMetrics task)
    {
        lock (_tasksByConnector)
        {
            if (_tasksByConnector.TryGetValue(connector, out var tasks) && (tasks.All = tasks.All.Remove(task)).IsEmpty)
            {
                _tasksByConnector.Remove(connector);
                tasks.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _group.Dispose();
        lock (_tasksByConnector)
        {
            foreach (var tasks in _tasksByConnector.Values)
            {
                tasks.Dispose();
            }

            _tasksByConnector.Clear();
        }
    }

    /// <summary>The tasks of a connector here, counted by state when a scrape asks.</summary>
    private sealed class ConnectorTasks : IDisposable
    {
        private readonly MetricGroup _group;

        public ConnectorTasks(ConnectMetrics metrics, string connector)
        {
            _group = new MetricGroup(metrics, "kafka_connect_worker_connector_", MetricLabels.Connector(connector));
            _group.Gauge("total_task_count", () => All.Count);
            foreach (var state in States)
            {
                _group.Gauge(state + "_task_count", () => All.Count(task => task.Status == state));
            }
        }

        public ImmutableList<TaskMetrics> All { get; set; } = [];

        public void Dispose() => _group.Dispose();
    }
}
