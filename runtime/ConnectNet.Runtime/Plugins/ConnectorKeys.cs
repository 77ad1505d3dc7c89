using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Plugins;

/// <summary>
/// The keys that the worker takes from every connector. Descriptions, groups and orders are what the Java worker answers, which forms and
/// generated clients show.
/// </summary>
internal static class ConnectorKeys
{
    public const string Name = "name";
    public const string ConnectorClass = "connector.class";
    public const string ConnectorVersion = "connector.plugin.version";
    public const string TasksMax = "tasks.max";
    public const string TasksMaxEnforce = "tasks.max.enforce";
    public const string Transforms = "transforms";
    public const string Predicates = "predicates";
    public const string ReloadAction = "config.action.reload";
    public const string RetryTimeout = "errors.retry.timeout";
    public const string RetryDelayMax = "errors.retry.delay.max.ms";
    public const string Tolerance = "errors.tolerance";
    public const string LogErrors = "errors.log.enable";
    public const string LogRecords = "errors.log.include.messages";
    public const string Topics = "topics";
    public const string TopicsRegex = "topics.regex";
    public const string DeadLetterTopic = "errors.deadletterqueue.topic.name";
    public const string DeadLetterReplicationFactor = "errors.deadletterqueue.topic.replication.factor";
    public const string DeadLetterHeaders = "errors.deadletterqueue.context.headers.enable";
    public const string TopicCreationGroups = "topic.creation.groups";
    public const string ExactlyOnce = "exactly.once.support";
    public const string TransactionBoundary = "transaction.boundary";
    public const string TransactionInterval = "transaction.boundary.interval.ms";
    public const string OffsetsTopic = "offsets.storage.topic";

    private static readonly ConfigValidator UniqueAliases = ConfigValidator.All(
        ConfigValidator.NotNull(),
        ConfigValidator.From(value => value is IReadOnlyList<string> list && list.Distinct(StringComparer.Ordinal).Count() < list.Count
            ? "Duplicate alias provided."
            : null));

    /// <summary>The keys of a source connector.</summary>
    /// <param name="plugins">Installed plug-ins, for recommendations and version defaults.</param>
    /// <param name="config">The config at hand, which decides on some defaults; empty for none.</param>
    /// <param name="worker">The worker's converters, the defaults of the connector's; null to show no defaults.</param>
    public static ConfigDef Source(PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker)
    {
        var def = Common(plugins, config, worker);
        DefineSource(def);
        if (SourceDeadLetterKeys.AreUsed(config))
        {
            SourceDeadLetterKeys.Define(def);
        }

        return def;
    }

    /// <summary>The keys of a sink connector.</summary>
    /// <param name="plugins">Installed plug-ins, for recommendations and version defaults.</param>
    /// <param name="config">The config at hand, which decides on some defaults; empty for none.</param>
    /// <param name="worker">The worker's converters, the defaults of the connector's; null to show no defaults.</param>
    public static ConfigDef Sink(PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker)
    {
        var def = Common(plugins, config, worker);
        DefineSink(def);
        return def;
    }

    /// <summary>The keys that connectors of both kinds take.</summary>
    public static ConfigDef Common(PluginCatalog plugins, IReadOnlyDictionary<string, string?> config, WorkerConfig? worker)
    {
        var def = new ConfigDef();
        DefineIdentity(def, plugins, config);
        ConverterKeys.Define(def, plugins, config, worker);
        DefineProcessing(def);
        DefineErrors(def);
        if (TaskRestartKeys.AreUsed(config))
        {
            TaskRestartKeys.Define(def);
        }

        return def;
    }

    private static void DefineIdentity(ConfigDef def, PluginCatalog plugins, IReadOnlyDictionary<string, string?> config)
    {
        def.Define(Key(Name, ConfigType.String, Importance.High, ("Common", 1, ConfigWidth.Medium, "Connector name"),
            "Globally unique name to use for this connector.") with { Validator = ConnectorNameValidator.Instance });
        def.Define(Key(ConnectorClass, ConfigType.String, Importance.High, ("Common", 2, ConfigWidth.Long, "Connector class"),
            "Name or alias of the class for this connector. Must be a subclass of "
                + "org.apache.kafka.connect.connector.Connector. If the connector is "
                + "org.apache.kafka.connect.file.FileStreamSinkConnector, you can either specify this full name,  or use "
                + "\"FileStreamSink\" or \"FileStreamSinkConnector\" to make the configuration a bit shorter"));
        def.Define(Key(ConnectorVersion, ConfigType.String, Importance.Medium, ("Common", 3, ConfigWidth.Medium, "Connector version"),
            "Version of the connector.")
            with
            {
                Default = PluginVersions.Newest(plugins, config.GetValueOrDefault(ConnectorClass)),
                Validator = PluginVersions.Validator,
                Recommender = new PluginVersions.Recommender(plugins, ConnectorClass),
            });
        def.Define(Key(TasksMax, ConfigType.Int, Importance.High, ("Common", 4, ConfigWidth.Short, "Tasks max"),
            "Maximum number of tasks to use for this connector.") with { Default = "1", Validator = ConfigValidator.AtLeast(1) });
        def.Define(Key(TasksMaxEnforce, ConfigType.Boolean, Importance.Low, ("Common", 5, ConfigWidth.Short, "Enforce tasks max"),
            "(Deprecated) Whether to enforce that the tasks.max property is respected by the connector. By default, "
                + "connectors that generate too many tasks will fail, and existing sets of tasks that exceed the tasks.max "
                + "property will also be failed. If this property is set to false, then connectors will be allowed to "
                + "generate more than the maximum number of tasks, and existing sets of tasks that exceed the tasks.max "
                + "property will be allowed to run. This property is deprecated and will be removed in an upcoming major "
                + "release.") with { Default = "true" });
    }

    private static void DefineProcessing(ConfigDef def)
    {
        def.Define(Key(Transforms, ConfigType.List, Importance.Low, ("Transforms", 12, ConfigWidth.Long, "Transforms"),
            "Aliases for the transformations to be applied to records.") with { Default = "", Validator = UniqueAliases });
        def.Define(Key(Predicates, ConfigType.List, Importance.Low, ("Predicates", 13, ConfigWidth.Long, "Predicates"),
            "Aliases for the predicates used by transformations.") with { Default = "", Validator = UniqueAliases });
        def.Define(Key(ReloadAction, ConfigType.String, Importance.Low, ("Common", 14, ConfigWidth.Medium, "Reload Action"),
            "The action that Connect should take on the connector when changes in external configuration providers "
                + "result in a change in the connector's configuration properties. A value of 'none' indicates that Connect "
                + "will do nothing. A value of 'restart' indicates that Connect should restart/reload the connector with the "
                + "updated configuration properties.The restart may actually be scheduled in the future if the external "
                + "configuration provider indicates that a configuration value will expire in the future.")
            with { Default = "restart", Validator = ConfigValidator.OneOf("none", "restart") });
    }

    private static void DefineErrors(ConfigDef def)
    {
        def.Define(Key(RetryTimeout, ConfigType.Long, Importance.Medium, ("Error Handling", 1, ConfigWidth.Medium, "Retry Timeout for Errors"),
            "The maximum duration in milliseconds that a failed operation will be reattempted. The default is 0, which "
                + "means no retries will be attempted. Use -1 for infinite retries.") with { Default = "0" });
        def.Define(Key(RetryDelayMax, ConfigType.Long, Importance.Medium, ("Error Handling", 2, ConfigWidth.Medium, "Maximum Delay Between Retries for Errors"),
            "The maximum duration in milliseconds between consecutive retry attempts. Jitter will be added to the "
                + "delay once this limit is reached to prevent thundering herd issues.") with { Default = "60000" });
        def.Define(Key(Tolerance, ConfigType.String, Importance.Medium, ("Error Handling", 3, ConfigWidth.Short, "Error Tolerance"),
            "Behavior for tolerating errors during connector operation. 'none' is the default value and signals that "
                + "any error will result in an immediate connector task failure; 'all' changes the behavior to skip over "
                + "problematic records.") with { Default = "none", Validator = ConfigValidator.OneOf("none", "all") });
        def.Define(Key(LogErrors, ConfigType.Boolean, Importance.Medium, ("Error Handling", 4, ConfigWidth.Short, "Log Errors"),
            "If true, write each error and the details of the failed operation and problematic record to the Connect "
                + "application log. This is 'false' by default, so that only errors that are not tolerated are reported.")
            with { Default = "false" });
        def.Define(Key(LogRecords, ConfigType.Boolean, Importance.Medium, ("Error Handling", 5, ConfigWidth.Short, "Log Error Details"),
            "Whether to include in the log the Connect record that resulted in a failure. For sink records, the topic, "
                + "partition, offset, and timestamp will be logged. For source records, the key and value (and their "
                + "schemas), all headers, and the timestamp, Kafka topic, Kafka partition, source partition, and source "
                + "offset will be logged. This is 'false' by default, which will prevent record keys, values, and headers "
                + "from being written to log files.") with { Default = "false" });
    }

    private static void DefineSink(ConfigDef def)
    {
        def.Define(Key(Topics, ConfigType.List, Importance.High, ("Common", 4, ConfigWidth.Long, "Topics"),
            "List of topics to consume, separated by commas")
            with { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false) });
        def.Define(Key(TopicsRegex, ConfigType.String, Importance.High, ("Common", 4, ConfigWidth.Long, "Topics regex"),
            "Regular expression giving topics to consume. Under the hood, the regex is compiled to a "
                + "<code>java.util.regex.Pattern</code>. Only one of topics or topics.regex should be specified.")
            with { Default = "", Validator = JavaRegex.Validator() });
        def.Define(Key(DeadLetterTopic, ConfigType.String, Importance.Medium, ("Error Handling", 6, ConfigWidth.Medium, "Dead Letter Queue Topic Name"),
            "The name of the topic to be used as the dead letter queue (DLQ) for messages that result in an error when "
                + "processed by this sink connector, or its transformations or converters. The topic name is blank by "
                + "default, which means that no messages are to be recorded in the DLQ.") with { Default = "" });
        def.Define(Key(DeadLetterReplicationFactor, ConfigType.Short, Importance.Medium, ("Error Handling", 7, ConfigWidth.Medium, "Dead Letter Queue Topic Replication Factor"),
            "Replication factor used to create the dead letter queue topic when it doesn't already exist.") with { Default = "3" });
        def.Define(Key(DeadLetterHeaders, ConfigType.Boolean, Importance.Medium, ("Error Handling", 8, ConfigWidth.Medium, "Enable Error Context Headers"),
            "If true, add headers containing error context to the messages written to the dead letter queue. To avoid "
                + "clashing with headers from the original record, all error context header keys, all error context header "
                + "keys will start with <code>__connect.errors.</code>") with { Default = "false" });
    }

    private static void DefineSource(ConfigDef def)
    {
        def.Define(Key(TopicCreationGroups, ConfigType.List, Importance.Low, ("Topic Creation", 1, ConfigWidth.Long, "Topic Creation Groups"),
            "Groups of configurations for topics created by source connectors") with { Default = "", Validator = UniqueAliases });
        def.Define(Key(ExactlyOnce, ConfigType.String, Importance.Medium, ("Exactly Once Support", 2, ConfigWidth.Short, "Exactly once support"),
            "Permitted values are requested, required. If set to \"required\", forces a preflight check for the "
                + "connector to ensure that it can provide exactly-once semantics with the given configuration. Some "
                + "connectors may be capable of providing exactly-once semantics but not signal to Connect that they support "
                + "this; in that case, documentation for the connector should be consulted carefully before creating it, and "
                + "the value for this property should be set to \"requested\". Additionally, if the value is set to \"required\" "
                + "but the worker that performs preflight validation does not have exactly-once support enabled for source "
                + "connectors, requests to create or validate the connector will fail.")
            with { Default = "requested", Validator = ConfigValidator.OneOfIgnoringCase("REQUIRED", "REQUESTED") });
        def.Define(Key(TransactionBoundary, ConfigType.String, Importance.Medium, ("Exactly Once Support", 3, ConfigWidth.Short, "Transaction Boundary"),
            "Permitted values are: poll, interval, connector. If set to 'poll', a new producer transaction will be "
                + "started and committed for every batch of records that each task from this connector provides to Connect. "
                + "If set to 'connector', relies on connector-defined transaction boundaries; note that not all connectors "
                + "are capable of defining their own transaction boundaries, and in that case, attempts to instantiate a "
                + "connector with this value will fail. Finally, if set to 'interval', commits transactions only after a "
                + "user-defined time interval has passed.")
            with { Default = "poll", Validator = ConfigValidator.OneOfIgnoringCase("INTERVAL", "POLL", "CONNECTOR") });
        def.Define(Key(TransactionInterval, ConfigType.Long, Importance.Low, ("Exactly Once Support", 4, ConfigWidth.Short, "Transaction boundary interval"),
            "If 'transaction.boundary' is set to 'interval', determines the interval for producer transaction commits "
                + "by connector tasks. If unset, defaults to the value of the worker-level 'offset.flush.interval.ms' "
                + "property. It has no effect if a different transaction.boundary is specified.")
            with { Default = null, Validator = ConfigValidator.From(value => value is < 0L ? "Value must be at least 0" : null) });
        def.Define(Key(OffsetsTopic, ConfigType.String, Importance.Low, ("offsets.topic", 1, ConfigWidth.Long, "Offsets topic"),
            "The name of a separate offsets topic to use for this connector. If empty or not specified, the worker’s "
                + "global offsets topic name will be used. If specified, the offsets topic will be created if it does not "
                + "already exist on the Kafka cluster targeted by this connector (which may be different from the one used "
                + "for the worker's global offsets topic if the bootstrap.servers property of the connector's producer has "
                + "been overridden from the worker's). Only applicable in distributed mode; in standalone mode, setting this "
                + "property will have no effect.") with { Default = null, Validator = ConfigValidator.NonEmptyText() });
    }

    /// <summary>A key with its place in forms.</summary>
    private static ConfigKey Key(
        string name, ConfigType type, Importance importance, (string Group, int Order, ConfigWidth Width, string Name) shown, string documentation) =>
        new(name, type, importance, documentation) { Group = shown.Group, Order = shown.Order, Width = shown.Width, DisplayName = shown.Name };
}
