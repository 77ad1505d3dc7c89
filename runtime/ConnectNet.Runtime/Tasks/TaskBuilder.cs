using System.Globalization;
using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Metrics;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Builds tasks: plug-ins, converters, transformations and clients, from the configs. Whatever was made is released when a later part
/// cannot be. May be called by any thread.
/// </summary>
internal sealed partial class TaskBuilder(
    WorkerParts parts, ConnectorPlugins plugins, ConnectorClients clients, OffsetStores stores, ProducerPool producers, Func<WorkerEvents> events)
{
    private const string BatchSize = "batch.size";

    private readonly ILogger _logger = parts.Loggers.CreateLogger("org.apache.kafka.connect.runtime.Worker");
    private readonly SendingTasks _sending = new();

    public TaskEntry Build(TaskStart start)
    {
        var plugin = plugins.Find(start.ConnectorConfig);
        var config = plugins.Parse(plugin, start.ConnectorConfig);
        if (start.TaskCount > config.TasksMax && config.EnforcesTasksMax)
        {
            throw new TooManyTasksException(start.Id.Connector, start.TaskCount, config.TasksMax);
        }

        var task = plugins.CreateTask(plugin, start.TaskConfig);
        task.ConnectorVersion = plugin.Version;
        var taskClass = ConnectNames.Of(task.GetType());
        LogInstantiated(_logger, start.Id, task.Version, taskClass);
        var keys = ConnectorPlugins.Create(plugin).Config;
        var made = new List<IDisposable>();
        try
        {
            return Build(start, config, task, new TaskScope(Secrets.Of(keys, start.ConnectorConfig, start.TaskConfig)), made);
        }
        catch
        {
            made.Reverse();
            made.ForEach(static m => m.Dispose());
            throw;
        }
    }

    private TaskEntry Build(TaskStart start, ConnectorConfig config, ConnectorTask task, TaskScope scope, List<IDisposable> made)
    {
        var id = start.Id;
        made.Add(scope);
        var metrics = Made(new TaskMetrics(parts.Metrics, id.Connector, id.Task, start.InitialState == TargetState.Paused ? "paused" : "running"));
        var errorMetrics = Made(new ErrorMetrics(parts.Metrics, id.Connector, id.Task));
        var errors = Made(new ErrorHandler(
            new ErrorSettings(config.RetryTimeout, config.RetryDelayMax, config.ToleratesErrors), errorMetrics, parts.Time, scope.Stopping));
        var converters = Made(plugins.CreateConverters(config, (converter, role) => Monitor(scope, id, converter, "converter", role)));
        foreach (var (role, key, converter) in ((string, string, object)[])[
            ("key", ConverterKeys.KeyConverter, converters.Key), ("value", ConverterKeys.ValueConverter, converters.Value),
            ("header", ConverterKeys.HeaderConverter, converters.Header)])
        {
            var (name, origin) = (ConnectNames.Of(converter.GetType()), config.Originals.ContainsKey(key) ? "connector" : "worker");
            LogConverter(_logger, role, name, id, origin);
        }

        var stages = new TransformConfig(
            plugins.Catalog,
            (stage, kind, alias) => Monitor(scope, id, stage, kind == PluginKind.Predicate ? "predicate" : "transformation", alias)).Create(config);
        var taskParts = new TaskParts
        {
            Id = id,
            Config = start.TaskConfig,
            InitialState = start.InitialState,
            Version = task.Version,
            Events = events(),
            Metrics = metrics,
            Errors = errors,
            Pipeline = Made(new RecordPipeline(converters, stages, errors)),
            Scope = scope,
            Timing = new TaskTiming(parts.Config.OffsetFlushInterval, parts.Config.OffsetFlushTimeout, parts.Time),
            Logger = parts.Loggers.CreateLogger(task is SinkTask ? ConnectNames.Of(typeof(WorkerSinkTask)) : ConnectNames.Of(typeof(WorkerSourceTask))),
        };
        return task switch
        {
            SourceTask source => Source(taskParts, (SourceConnectorConfig)config, source, errorMetrics, start.Fencing, Made),
            SinkTask sink => Sink(taskParts, (SinkConnectorConfig)config, sink, errorMetrics, Made),
            _ => throw new Sdk.Errors.ConnectException("Tasks must be a subclass of either SourceTask or SinkTask"),
        };

        T Made<T>(T disposable)
            where T : IDisposable
        {
            made.Add(disposable);
            return disposable;
        }
    }

    private TaskEntry Source(
        TaskParts task,
        SourceConnectorConfig config,
        SourceTask source,
        ErrorMetrics errorMetrics,
        TaskFencing? fencing,
        Func<IDisposable, IDisposable> made)
    {
        task.Errors.Reporters = SourceReporters(task, config, errorMetrics);

        var exactlyOnce = parts.Config.ExactlyOnceSourceEnabled;
        var clientId = "connector-producer-" + task.Id;
        var properties = new Dictionary<string, string?>(
            exactlyOnce ? clients.TransactionalProducer(config, task.Id, task.Logger) : clients.Producer(config, clientId));
        // A report's fields cost time for each record; nobody reads them unless the task listens.
        properties.TryAdd("dotnet.producer.delivery.report.fields", SourceCommit.TellsOfRecords(source) ? "timestamp" : "none");
        var groups = parts.Config.TopicCreationEnabled ? TopicCreationGroup.Of(config) : [];
        TopicAdmin? admin = null;
        if (groups.Count > 0)
        {
            admin = parts.Clients.CreateTopicAdmin(clients.Admin(config, "connector-adminclient-" + task.Id));
            made(admin);
        }

        var producer = exactlyOnce ? producers.Own(properties) : producers.Lease(properties, clientId);
        made(producer);
        var context = exactlyOnce && config.TransactionBoundary == "CONNECTOR" ? new TransactionContext() : null;
        var transactions = exactlyOnce ? Transactions(task, config, producer.Client, properties, context) with { Fencing = fencing } : null;
        if (transactions is not null)
        {
            made(transactions.Metrics);
        }

        var ownsStore = true;
        var store = transactions?.Store ?? stores.For(config, task.Id.ToString(), out ownsStore);
        var metrics = new SourceTaskMetrics(parts.Metrics, task.Id.Connector, task.Id.Task);
        made(metrics);
        var logger = parts.Loggers.CreateLogger(ConnectNames.Of(source.GetType()));
        var worker = new WorkerSourceTask(task, new SourceTaskParts
        {
            Task = source,
            RecordsLogger = parts.Loggers.CreateLogger(SourceTaskLog.RecordsCategory),
            Context = new SourceTaskContext
            {
                CurrentConfig = () => events().CurrentTaskConfig(task.Id) ?? task.Config,
                Logger = logger,
                Meter = Meter(task.Scope, task.Id, source),
                Offsets = new ConnectorOffsetReader(new OffsetReader(store, task.Id.Connector, logger), task.Scope.Cancelled),
                Transactions = context,
            },
            Producer = producer,
            Limits = RecordLimits.Of(properties),
            MaxPending = MaxPending(properties, exactlyOnce),
            Sending = _sending,
            Writer = new OffsetWriter(store, task.Id.Connector, task.Logger),
            Metrics = metrics,
            Topics = new TopicUsage(task.Id, events(), parts.Config.TopicTrackingEnabled),
            TopicCreation = admin is null ? null : new TopicCreation(admin, groups, task.Logger),
            Admin = admin,
            OwnStore = ownsStore ? store : null,
            Transactions = transactions,
        });
        return new TaskEntry(
            worker, task.Metrics, transactions is null ? [task.Metrics, errorMetrics, metrics] : [task.Metrics, errorMetrics, metrics, transactions.Metrics]);
    }

    private SourceTransactionParts Transactions(
        TaskParts task,
        SourceConnectorConfig config,
        IProducer<byte[]?, byte[]?> producer,
        IReadOnlyDictionary<string, string?> properties,
        TransactionContext? context)
    {
        var store = stores.Transactional(config, task.Id.ToString(), producer, properties, out var topic);
        return new SourceTransactionParts
        {
            Boundary = TransactionBoundary.Of(config, task.Timing, context),
            Store = store,
            OffsetsTopic = topic,
            Metrics = new TransactionMetrics(parts.Metrics, task.Id.Connector, task.Id.Task),
        };
    }

    private TaskEntry Sink(
        TaskParts task, SinkConnectorConfig config, SinkTask sink, ErrorMetrics errorMetrics, Func<IDisposable, IDisposable> made)
    {
        var reporters = new List<IErrorReporter>();
        if (config.LogsErrors)
        {
            reporters.Add(new LogReporter(task.Id.ToString(), config.LogsRecords, errorMetrics, parts.Loggers.CreateLogger<LogReporter>()));
        }

        if (config.DeadLetterTopic is not null)
        {
            // The error handler, which is released too when a later part cannot be made, owns it from here on.
            reporters.Add(DeadLetters(
                task,
                config,
                new DeadLetterSettings { Topic = config.DeadLetterTopic.Trim(), ContextHeaders = config.DeadLetterHeaders, Task = task.Id, Secrets = task.Scope.Secrets },
                config.DeadLetterReplicationFactor,
                errorMetrics));
        }

        task.Errors.Reporters = reporters;
        var errantRecords = reporters.Count > 0 ? new ErrantRecordReporter(task.Errors, task.Pipeline.Converters) : null;
        var properties = new Dictionary<string, string?>(clients.Consumer(config, "connector-consumer-" + task.Id));
        var onlyTopic = config.TopicsRegex is null && config.Topics.Count == 1 ? config.Topics[0] : null;
        if (onlyTopic is not null)
        {
            // The client would make a new string of the topic's name for each record.
            properties.TryAdd("dotnet.consumer.consume.result.fields", "headers,timestamp");
        }

        var metrics = new SinkTaskMetrics(parts.Metrics, task.Id.Connector, task.Id.Task);
        made(metrics);
        var worker = new WorkerSinkTask(task, new SinkTaskParts
        {
            Task = sink,
            Context = new SinkTaskContext
            {
                CurrentConfig = () => events().CurrentTaskConfig(task.Id) ?? task.Config,
                Logger = parts.Loggers.CreateLogger(ConnectNames.Of(sink.GetType())),
                Meter = Meter(task.Scope, task.Id, sink),
                ErrantRecords = errantRecords,
            },
            CreateConsumer = callbacks => parts.Clients.CreateConsumer(properties, callbacks),
            Subscribe = consumer => Subscribe(consumer, config, properties),
            OnlyTopic = onlyTopic,
            Consumer = new SinkConsumerSettings(
                (int)Number(properties, "max.poll.records", 500),
                properties.GetValueOrDefault("auto.offset.reset") is { } reset ? OffsetReset.TryParse(reset.Trim()) ?? OffsetReset.Latest : OffsetReset.Latest),
            Metrics = metrics,
            TopicUsage = new TopicUsage(task.Id, events(), parts.Config.TopicTrackingEnabled),
            ErrantRecords = errantRecords,
        });
        return new TaskEntry(worker, task.Metrics, [task.Metrics, errorMetrics, metrics]);
    }

    private List<IErrorReporter> SourceReporters(TaskParts task, SourceConnectorConfig config, ErrorMetrics errorMetrics)
    {
        var reporters = new List<IErrorReporter>();
        if (config.LogsErrors)
        {
            reporters.Add(new LogReporter(task.Id.ToString(), config.LogsRecords, errorMetrics, parts.Loggers.CreateLogger<LogReporter>()));
        }

        if (config.DeadLetterTopic is not null && config.ToleratesErrors)
        {
            var records = new SourceDeadLetters(plugins.Catalog);
            var settings = new DeadLetterSettings
            {
                Topic = config.DeadLetterTopic.Trim(),
                ContextHeaders = config.DeadLetterHeaders,
                Task = task.Id,
                OfSource = records.Write,
                Secrets = task.Scope.Secrets,
            };
            reporters.Add(DeadLetters(task, config, settings, config.DeadLetterReplicationFactor, errorMetrics, records));
        }

        return reporters;
    }

    private DeadLetterQueue DeadLetters(
        TaskParts task, ConnectorConfig config, DeadLetterSettings settings, short replicationFactor, ErrorMetrics errorMetrics, IDisposable? owned = null)
    {
        var properties = new Dictionary<string, string?>(clients.Producer(config, "connector-dlq-producer-" + task.Id));
        using (var admin = parts.Clients.CreateTopicAdmin(clients.Admin(config, "connector-dlq-adminclient-" + task.Id)))
        {
            DeadLetterQueue.EnsureTopic(settings.Topic, replicationFactor, admin, task.Scope.Stopping);
            // A batch of several records is not split when the topic refuses it.
            if (admin.MaxMessageBytesAsync(settings.Topic, task.Scope.Stopping).GetAwaiter().GetResult() is > 0 and var most
                && most < Number(properties, BatchSize, ClientProperties.BatchSize))
            {
                properties[BatchSize] = most.ToString(CultureInfo.InvariantCulture);
            }
        }

        var producer = parts.Clients.CreateProducer(properties);
        return new DeadLetterQueue(settings, producer, errorMetrics, task.Logger, owned);
    }

    private ITopicSubscription Subscribe(
        IConsumer<byte[]?, byte[]?> consumer, SinkConnectorConfig config, IReadOnlyDictionary<string, string?> properties) => config.TopicsRegex is { } regex
        ? new TopicRegexSubscription(
            consumer, parts.Clients.CreateTopicAdmin(properties, consumer), regex, Milliseconds(properties, "metadata.max.age.ms", 300_000), parts.Time)
        : new ListedTopicSubscription(
            consumer,
            config.Topics,
            () => parts.Clients.CreateTopicAdmin(properties, consumer),
            new TopicLookPauses(Milliseconds(properties, "retry.backoff.ms", 100), Milliseconds(properties, "retry.backoff.max.ms", 1000), parts.Time));

    // Enough to keep a broker busy; more would only outlive the garbage collector's young generations, which costs a task more than all else it
    // does. Who asks for larger batches than ours needs more of them.
    private static int MaxPending(Dictionary<string, string?> properties, bool exactlyOnce)
    {
        var (batch, pending) = exactlyOnce ? (ConnectorClients.TransactionalBatchSize, 10_000) : (ClientProperties.BatchSize, 5_000);
        return properties.ContainsKey("linger.ms") || Number(properties, BatchSize, batch) > batch ? 50_000 : pending;
    }

    private static TimeSpan Milliseconds(IReadOnlyDictionary<string, string?> properties, string key, long otherwise) =>
        TimeSpan.FromMilliseconds(Math.Min(Number(properties, key, otherwise), int.MaxValue));

    private static long Number(IReadOnlyDictionary<string, string?> properties, string key, long otherwise) =>
        JavaPrimitives.TryInt64(properties.GetValueOrDefault(key).AsSpan().Trim(), out var number) ? number : otherwise;

    private System.Diagnostics.Metrics.Meter Meter(TaskScope scope, ConnectorTaskId id, ConnectorTask task)
    {
        var meter = scope.Own(parts.Metrics.CreateMeter(ConnectNames.Of(task.GetType()), MetricLabels.Task(id.Connector, id.Task)));
        if (task is IMonitorable monitorable)
        {
            monitorable.WithMetrics(meter);
        }

        return meter;
    }

    private void Monitor(TaskScope scope, ConnectorTaskId id, IMonitorable plugin, string kind, string name) => plugin.WithMetrics(
        scope.Own(parts.Metrics.CreateMeter(ConnectNames.Of(plugin.GetType()), MetricLabels.Part(id.Connector, id.Task, kind, name))));

    [LoggerMessage(Level = LogLevel.Information, Message = "Instantiated task {Task} with version {Version} of type {Class}")]
    private static partial void LogInstantiated(ILogger logger, ConnectorTaskId task, string? version, string @class);

    [LoggerMessage(Level = LogLevel.Information, Message = "Set up the {Role} converter class {Class} for task {Task} using the {Origin} config")]
    private static partial void LogConverter(ILogger logger, string role, string @class, ConnectorTaskId task, string origin);
}

/// <summary>A task with its series, which outlive a failed task until the task is taken away.</summary>
internal sealed record TaskEntry(WorkerTask Task, TaskMetrics Metrics, IReadOnlyList<IDisposable> Series);
