using System.Collections.Concurrent;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Runs connectors and tasks in this process; it decides nothing. Every connector and task has a thread of its own. All members may be
/// called by any thread; calls about the same connector or task must not overlap. Configs handed in are resolved.
/// </summary>
internal sealed partial class Worker : IDisposable
{
    private static readonly TimeSpan ConnectorShutdownTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FencingTimeout = TimeSpan.FromSeconds(90);

    private readonly WorkerParts _parts;
    private readonly ConnectorPlugins _plugins;
    private readonly ConnectorBuilder _connectorBuilder;
    private readonly TaskBuilder _taskBuilder;
    private readonly ConnectorOffsets _offsets;
    private readonly ConnectorClients _clients;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, WorkerConnector> _connectors = new();
    private readonly ConcurrentDictionary<ConnectorTaskId, TaskEntry> _tasks = new();

    public Worker(WorkerParts parts)
    {
        _parts = parts;
        _logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.runtime.Worker");
        parts.Metrics.AddAppInfo(parts.WorkerId);
        var clients = _clients = new ConnectorClients(parts.Config, parts.OverridePolicy, parts.KafkaClusterId);
        var stores = new OffsetStores(parts, clients);
        _plugins = new ConnectorPlugins(parts.Plugins, parts.Config);
        _metrics = new WorkerMetrics(parts.Metrics, () => _connectors.Count, () => _tasks.Count);
        _connectorBuilder = new ConnectorBuilder(parts, _plugins, stores, _metrics, () => Events);
        var producers = new ProducerPool(parts.Clients, parts.Config.SourceTasksPerProducer, _logger);
        _taskBuilder = new TaskBuilder(parts, _plugins, clients, stores, producers, () => Events);
        _offsets = new ConnectorOffsets(parts, _plugins, clients, stores);
    }

    /// <summary>Who is told of state changes; set once, before anything is started.</summary>
    public WorkerEvents Events { get; set; } = new();

    /// <summary>Connectors that exist here, in whatever state.</summary>
    public IReadOnlyCollection<string> ConnectorNames => [.. _connectors.Keys];

    /// <summary>Tasks that exist here, those that failed while running included.</summary>
    public IReadOnlyCollection<ConnectorTaskId> TaskIds => [.. _tasks.Keys];

    /// <summary>Whether a connector exists here and has reached STARTED.</summary>
    public bool IsRunning(string connector) => _connectors.TryGetValue(connector, out var running) && running.IsRunning;

    /// <summary>Whether the connector, which must exist here, is a sink.</summary>
    public bool IsSinkConnector(string connector) => Running(connector).Connector is SinkConnector;

    /// <summary>Whether a connector config's class is a sink; throws a ConnectException for an unknown class.</summary>
    public bool IsSinkConnector(IReadOnlyDictionary<string, string?> connectorConfig) => _plugins.Find(connectorConfig).Kind == PluginKind.Sink;

    /// <summary>
    /// Creates a connector and brings it to a state. Ends when the state is reached; fails (after the FAILED event) when it cannot be. A
    /// later <see cref="SetTargetStateAsync"/> makes it fail with Java's text on pre-emption. A hung plug-in only leaves the task open.
    /// </summary>
    public Task<TargetState> StartConnectorAsync(
        string connector, IReadOnlyDictionary<string, string?> config, TargetState initial, CancellationToken cancellationToken)
    {
        using var scope = _logger.BeginScope(LogContext.ForConnector(connector));
        if (_connectors.ContainsKey(connector))
        {
            return Task.FromException<TargetState>(new ConnectException($"Connector with name {connector} already exists"));
        }

        var asked = config.GetValueOrDefault(ConnectorKeys.ConnectorClass);
        LogCreatingConnector(_logger, connector, asked);
        WorkerConnector started;
        try
        {
            started = _connectorBuilder.Build(connector, config);
            var connectorClass = ConnectNames.Of(started.Connector.GetType());
            LogConnector(_logger, connector, started.Connector.Version, connectorClass);
        }
        catch (Exception e)
        {
            LogConnectorNotBuilt(_logger, e, connector);
            _metrics.ConnectorStarted(success: false);
            Events.ConnectorChanged(connector, new StatusChange(ConnectState.Failed, null, JavaTrace.Of(e, Secrets.Of(null, config))));
            return Task.FromException<TargetState>(e);
        }

        var reached = started.TransitionTo(initial);
        if (!_connectors.TryAdd(connector, started))
        {
            return Task.FromException<TargetState>(new ConnectException($"Connector with name {connector} already exists"));
        }

        started.Start();
        LogConnectorCreated(_logger, connector);
        return reached.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Changes the state of a connector, if it exists here, and of its tasks. The tasks follow on their own threads; the returned task is
    /// about the connector, see <see cref="StartConnectorAsync"/>.
    /// </summary>
    public Task<TargetState> SetTargetStateAsync(string connector, TargetState state, CancellationToken cancellationToken)
    {
        LogTargetState(_logger, connector, state);
        var reached = _connectors.TryGetValue(connector, out var running) ? running.TransitionTo(state) : Task.FromResult(state);
        foreach (var (id, entry) in _tasks)
        {
            if (id.Connector == connector)
            {
                entry.Task.TransitionTo(state);
            }
        }

        return reached.WaitAsync(cancellationToken);
    }

    /// <summary>Stops connectors together, 5 s at most; those that hang are given up. Unknown names are ignored.</summary>
    public async Task StopConnectorsAsync(IReadOnlyCollection<string> connectors)
    {
        var stopping = new List<(string Name, WorkerConnector Connector)>();
        foreach (var name in connectors)
        {
            if (_connectors.TryGetValue(name, out var connector))
            {
                using var scope = _logger.BeginScope(LogContext.ForConnector(name));
                LogStoppingConnector(_logger, name);
                connector.Shutdown();
                stopping.Add((name, connector));
            }
        }

        await WithinAsync(ConnectorShutdownTimeout, stopping.Select(static s => s.Connector.Ended)).ConfigureAwait(false);
        foreach (var (name, connector) in stopping)
        {
            _connectors.TryRemove(name, out _);
            if (!connector.Ended.IsCompleted)
            {
                LogHungConnector(_logger, name);
                connector.Cancel();
            }
        }
    }

    /// <summary>
    /// Asks a running connector for its task configs and completes them (<c>task.class</c>, <c>topics</c>, <c>topics.regex</c>). Too many of
    /// them is a <see cref="TooManyTasksException"/>.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        using var scope = _logger.BeginScope(LogContext.ForConnector(connector));
        LogTaskConfigs(_logger, connector);
        var running = Running(connector);
        var parsed = _plugins.Parse(_plugins.Find(config), config);
        var taskClass = "";
        var generated = await running.CallAsync((c, ct) =>
        {
            taskClass = ConnectNames.Of(c.TaskClass);
            return TaskThread.Wait(c.TaskConfigsAsync(parsed.TasksMax, ct));
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (generated.Count > parsed.TasksMax)
        {
            var error = new TooManyTasksException(connector, generated.Count, parsed.TasksMax);
            if (parsed.EnforcesTasksMax)
            {
                running.Fail(error);
                throw error;
            }

            LogTooManyTasks(_logger, connector, generated.Count, parsed.TasksMax);
        }

        return [.. generated.Select(own =>
        {
            var complete = new Dictionary<string, string?>(own, StringComparer.Ordinal) { ["task.class"] = taskClass };
            foreach (var key in new[] { ConnectorKeys.Topics, ConnectorKeys.TopicsRegex })
            {
                if (config.TryGetValue(key, out var topics))
                {
                    complete[key] = topics;
                }
            }

            return complete;
        })];
    }

    /// <summary>
    /// Builds a task and starts its thread; may block on Kafka for a while. False (after the FAILED event) when it could not be built.
    /// </summary>
    public bool StartTask(TaskStart start)
    {
        using var scope = _logger.BeginScope(LogContext.ForTask(start.Id.Connector, start.Id.Task));
        LogCreatingTask(_logger, start.Id);
        if (_tasks.ContainsKey(start.Id))
        {
            throw new ConnectException("Task already exists in this worker: " + start.Id);
        }

        TaskEntry entry;
        try
        {
            entry = _taskBuilder.Build(start);
        }
        catch (Exception e)
        {
            LogTaskNotBuilt(_logger, e, start.Id);
            _metrics.TaskStartFailed();
            var secrets = Secrets.Of(null, start.ConnectorConfig, start.TaskConfig);
            Events.TaskChanged(start.Id, new StatusChange(ConnectState.Failed, null, JavaTrace.Of(e, secrets)));
            return false;
        }

        if (!_tasks.TryAdd(start.Id, entry))
        {
            throw new ConnectException("Task already exists in this worker: " + start.Id);
        }

        _metrics.AddTask(start.Id.Connector, entry.Metrics);
        entry.Task.Start();
        return true;
    }

    /// <summary>Stops tasks together within <c>task.shutdown.graceful.timeout.ms</c>; those that hang are given up. Unknown ids are ignored.</summary>
    public async Task StopTasksAsync(IReadOnlyCollection<ConnectorTaskId> tasks)
    {
        var stopping = new List<TaskEntry>();
        foreach (var id in tasks)
        {
            if (_tasks.TryGetValue(id, out var entry))
            {
                using var scope = _logger.BeginScope(LogContext.ForTask(id.Connector, id.Task));
                LogStoppingTask(_logger, id);
                entry.Task.Stop();
                stopping.Add(entry);
            }
        }

        await WithinAsync(_parts.Config.ShutdownTimeout, stopping.Select(static e => e.Task.Ended)).ConfigureAwait(false);
        foreach (var entry in stopping)
        {
            _tasks.TryRemove(entry.Task.Id, out _);
            using var scope = _logger.BeginScope(LogContext.ForTask(entry.Task.Id.Connector, entry.Task.Id.Task));
            if (!entry.Task.Ended.IsCompleted)
            {
                LogHungTask(_logger, entry.Task.Id);
                entry.Task.Cancel();
            }
            else
            {
                LogTaskStopped(_logger, entry.Task.Id);
            }

            foreach (var series in entry.Series)
            {
                series.Dispose();
            }

            _metrics.RemoveTask(entry.Task.Id.Connector, entry.Metrics);
        }
    }

    /// <summary>Stops whatever still runs, connectors first, and releases the worker's own metrics.</summary>
    public async Task StopAsync()
    {
        await StopConnectorsAsync(ConnectorNames).ConfigureAwait(false);
        await StopTasksAsync(TaskIds).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Removes the worker's own series; <see cref="StopAsync"/> does it too.</summary>
    public void Dispose() => _metrics.Dispose();

    /// <summary>The offsets of a connector in Java's order. Throws a ConnectException with Java's text.</summary>
    public Task<IReadOnlyList<PartitionOffset>> ConnectorOffsetsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        _offsets.ReadAsync(connector, config, cancellationToken);

    /// <summary>
    /// Alters offsets, or resets all of them when <paramref name="offsets"/> is null. The connector must be stopped. Returns the message of
    /// the answer; throws <see cref="BadRequestException"/> for what the operator got wrong, else a ConnectException with Java's text.
    /// </summary>
    public Task<string> ModifyConnectorOffsetsAsync(
        string connector, IReadOnlyDictionary<string, string?> config, IReadOnlyList<PartitionOffset>? offsets, CancellationToken cancellationToken) =>
        _offsets.ModifyAsync(connector, config, offsets, cancellationToken);

    /// <summary>Shuts out the producers of a source connector's tasks, with the connector's own rights; its class need not be known here.</summary>
    public Task FenceZombiesAsync(string connector, int tasks, IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) =>
        KafkaClients.FenceProducersAsync(
            _clients.Admin(config, "connector-worker-adminclient-" + connector),
            Enumerable.Range(0, tasks).Select(task => _clients.TransactionalId(new ConnectorTaskId(connector, task))),
            FencingTimeout,
            cancellationToken);

    private static async Task WithinAsync(TimeSpan timeout, IEnumerable<Task> tasks)
    {
        try
        {
            await Task.WhenAll(tasks).WaitAsync(timeout).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Those that have not ended are given up by the caller.
        }
    }

    private WorkerConnector Running(string connector) => _connectors.TryGetValue(connector, out var running)
        ? running
        : throw new ConnectException($"Connector {connector} not found in this worker.");

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating connector {Connector} of type {Class}")]
    private static partial void LogCreatingConnector(ILogger logger, string connector, string? @class);

    [LoggerMessage(Level = LogLevel.Information, Message = "Instantiated connector {Connector} with version {Version} of type class {Class}")]
    private static partial void LogConnector(ILogger logger, string connector, string? version, string @class);

    [LoggerMessage(Level = LogLevel.Information, Message = "Finished creating connector {Connector}")]
    private static partial void LogConnectorCreated(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Trace, Message = "Reconfiguring connector tasks for {Connector}")]
    private static partial void LogTaskConfigs(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Graceful stop of task {Task} succeeded.")]
    private static partial void LogTaskStopped(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start connector {Connector}")]
    private static partial void LogConnectorNotBuilt(ILogger logger, Exception error, string connector);

    [LoggerMessage(Level = LogLevel.Information, Message = "Setting connector {Connector} state to {State}")]
    private static partial void LogTargetState(ILogger logger, string connector, TargetState state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping connector {Connector}")]
    private static partial void LogStoppingConnector(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Error, Message = "Connector '{Connector}' failed to properly shut down, has become unresponsive, and may be consuming external resources. Correct the configuration for this connector or remove the connector. After fixing the connector, it may be necessary to restart this worker to release any consumed resources.")]
    private static partial void LogHungConnector(ILogger logger, string connector);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connector {Connector} has generated {Tasks} tasks, which is greater than {MaxTasks}, the maximum number of tasks it is configured to create. This behavior should be considered a bug and will be disallowed in future releases of Kafka Connect. Please report this to the maintainers of the connector and request that they adjust their connector's taskConfigs() method to respect the maxTasks parameter.")]
    private static partial void LogTooManyTasks(ILogger logger, string connector, int tasks, int maxTasks);

    [LoggerMessage(Level = LogLevel.Information, Message = "Creating task {Task}")]
    private static partial void LogCreatingTask(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start task {Task}")]
    private static partial void LogTaskNotBuilt(ILogger logger, Exception error, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping task {Task}")]
    private static partial void LogStoppingTask(ILogger logger, ConnectorTaskId task);

    [LoggerMessage(Level = LogLevel.Error, Message = "Graceful stop of task {Task} failed.")]
    private static partial void LogHungTask(ILogger logger, ConnectorTaskId task);
}
