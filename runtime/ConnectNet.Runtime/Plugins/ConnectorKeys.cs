using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;

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
        return def;
    }

    private static void DefineIdentity(ConfigDef def, PluginCatalog plugins, IReadOnlyDictionary<string, string?> config)
    {
        def.Define(new ConfigKey(Name, ConfigType.String, Importance.High,
                "Globally unique name to use for this connector.")
            {
                Validator = ConnectorNameValidator.Instance,
                Group = "Common",
                Order = 1,
                Width = ConfigWidth.Medium,
                DisplayName = "Connector name",
            });
        def.Define(new ConfigKey(ConnectorClass, ConfigType.String, Importance.High,
                "Name or alias of the class for this connector. Must be a subclass of "
                + "org.apache.kafka.connect.connector.Connector. If the connector is "
                + "org.apache.kafka.connect.file.FileStreamSinkConnector, you can either specify this full name,  or use "
                + "\"FileStreamSink\" or \"FileStreamSinkConnector\" to make the configuration a bit shorter")
            {
                Group = "Common",
                Order = 2,
                Width = ConfigWidth.Long,
                DisplayName = "Connector class",
            });
        def.Define(new ConfigKey(ConnectorVersion, ConfigType.String, Importance.Medium,
                "Version of the connector.")
            {
                Group = "Common",
                Order = 3,
                Width = ConfigWidth.Medium,
                DisplayName = "Connector version",
                Default = PluginVersions.Newest(plugins, config.GetValueOrDefault(ConnectorClass)),
                Validator = PluginVersions.Validator,
                Recommender = new PluginVersions.Recommender(plugins, ConnectorClass),
            });
        def.Define(new ConfigKey(TasksMax, ConfigType.Int, Importance.High,
                "Maximum number of tasks to use for this connector.")
            {
                Default = "1",
                Validator = ConfigValidator.AtLeast(1),
                Group = "Common",
                Order = 4,
                Width = ConfigWidth.Short,
                DisplayName = "Tasks max",
            });
        def.Define(new ConfigKey(TasksMaxEnforce, ConfigType.Boolean, Importance.Low,
                "(Deprecated) Whether to enforce that the tasks.max property is respected by the connector. By default, "
                + "connectors that generate too many tasks will fail, and existing sets of tasks that exceed the tasks.max "
                + "property will also be failed. If this property is set to false, then connectors will be allowed to "
                + "generate more than the maximum number of tasks, and existing sets of tasks that exceed the tasks.max "
                + "property will be allowed to run. This property is deprecated and will be removed in an upcoming major "
                + "release.")
            {
                Default = "true",
                Group = "Common",
                Order = 5,
                Width = ConfigWidth.Short,
                DisplayName = "Enforce tasks max",
            });
    }

    private static void DefineProcessing(ConfigDef def)
    {
        def.Define(new ConfigKey(Transforms, ConfigType.List, Importance.Low,
                "Aliases for the transformations to be applied to records.")
            {
                Default = "",
                Validator = UniqueAliases,
                Group = "Transforms",
                Order = 12,
                Width = ConfigWidth.Long,
                DisplayName = "Transforms",
            });
        def.Define(new ConfigKey(Predicates, ConfigType.List, Importance.Low,
                "Aliases for the predicates used by transformations.")
            {
                Default = "",
                Validator = UniqueAliases,
                Group = "Predicates",
                Order = 13,
                Width = ConfigWidth.Long,
                DisplayName = "Predicates",
            });
        def.Define(new ConfigKey(ReloadAction, ConfigType.String, Importance.Low,
                "The action that Connect should take on the connector when changes in external configuration providers "
                + "result in a change in the connector's configuration properties. A value of 'none' indicates that Connect "
                + "will do nothing. A value of 'restart' indicates that Connect should restart/reload the connector with the "
                + "updated configuration properties.The restart may actually be scheduled in the future if the external "
                + "configuration provider indicates that a configuration value will expire in the future.")
            {
                Default = "restart",
                Validator = ConfigValidator.OneOf("none", "restart"),
                Group = "Common",
                Order = 14,
                Width = ConfigWidth.Medium,
                DisplayName = "Reload Action",
            });
    }

    private static void DefineErrors(ConfigDef def)
    {
        def.Define(new ConfigKey(RetryTimeout, ConfigType.Long, Importance.Medium,
                "The maximum duration in milliseconds that a failed operation will be reattempted. The default is 0, which "
                + "means no retries will be attempted. Use -1 for infinite retries.")
            {
                Default = "0",
                Group = "Error Handling",
                Order = 1,
                Width = ConfigWidth.Medium,
                DisplayName = "Retry Timeout for Errors",
            });
        def.Define(new ConfigKey(RetryDelayMax, ConfigType.Long, Importance.Medium,
                "The maximum duration in milliseconds between consecutive retry attempts. Jitter will be added to the "
                + "delay once this limit is reached to prevent thundering herd issues.")
            {
                Default = "60000",
                Group = "Error Handling",
                Order = 2,
                Width = ConfigWidth.Medium,
                DisplayName = "Maximum Delay Between Retries for Errors",
            });
        def.Define(new ConfigKey(Tolerance, ConfigType.String, Importance.Medium,
                "Behavior for tolerating errors during connector operation. 'none' is the default value and signals that "
                + "any error will result in an immediate connector task failure; 'all' changes the behavior to skip over "
                + "problematic records.")
            {
                Default = "none",
                Validator = ConfigValidator.OneOf("none", "all"),
                Group = "Error Handling",
                Order = 3,
                Width = ConfigWidth.Short,
                DisplayName = "Error Tolerance",
            });
        def.Define(new ConfigKey(LogErrors, ConfigType.Boolean, Importance.Medium,
                "If true, write each error and the details of the failed operation and problematic record to the Connect "
                + "application log. This is 'false' by default, so that only errors that are not tolerated are reported.")
            {
                Default = "false",
                Group = "Error Handling",
                Order = 4,
                Width = ConfigWidth.Short,
                DisplayName = "Log Errors",
            });
        def.Define(new ConfigKey(LogRecords, ConfigType.Boolean, Importance.Medium,
                "Whether to include in the log the Connect record that resulted in a failure. For sink records, the topic, "
                + "partition, offset, and timestamp will be logged. For source records, the key and value (and their "
                + "schemas), all headers, and the timestamp, Kafka topic, Kafka partition, source partition, and source "
                + "offset will be logged. This is 'false' by default, which will prevent record keys, values, and headers "
                + "from being written to log files.")
            {
                Default = "false",
                Group = "Error Handling",
                Order = 5,
                Width = ConfigWidth.Short,
                DisplayName = "Log Error Details",
            });
    }

    private static void DefineSink(ConfigDef def)
    {
        def.Define(new ConfigKey(Topics, ConfigType.List, Importance.High,
                "List of topics to consume, separated by commas")
            {
                Default = "",
                Validator = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false),
                Group = "Common",
                Order = 4,
                Width = ConfigWidth.Long,
                DisplayName = "Topics",
            });
        def.Define(new ConfigKey(TopicsRegex, ConfigType.String, Importance.High,
                "Regular expression giving topics to consume. Under the hood, the regex is compiled to a "
                + "<code>java.util.regex.Pattern</code>. Only one of topics or topics.regex should be specified.")
            {
                Default = "",
                Validator = JavaRegex.Validator(),
                Group = "Common",
                Order = 4,
                Width = ConfigWidth.Long,
                DisplayName = "Topics regex",
            });
        def.Define(new ConfigKey(DeadLetterTopic, ConfigType.String, Importance.Medium,
                "The name of the topic to be used as the dead letter queue (DLQ) for messages that result in an error when "
                + "processed by this sink connector, or its transformations or converters. The topic name is blank by "
                + "default, which means that no messages are to be recorded in the DLQ.")
            {
                Default = "",
                Group = "Error Handling",
                Order = 6,
                Width = ConfigWidth.Medium,
                DisplayName = "Dead Letter Queue Topic Name",
            });
        def.Define(new ConfigKey(DeadLetterReplicationFactor, ConfigType.Short, Importance.Medium,
                "Replication factor used to create the dead letter queue topic when it doesn't already exist.")
            {
                Default = "3",
                Group = "Error Handling",
                Order = 7,
                Width = ConfigWidth.Medium,
                DisplayName = "Dead Letter Queue Topic Replication Factor",
            });
        def.Define(new ConfigKey(DeadLetterHeaders, ConfigType.Boolean, Importance.Medium,
                "If true, add headers containing error context to the messages written to the dead letter queue. To avoid "
                + "clashing with headers from the original record, all error context header keys, all error context header "
                + "keys will start with <code>__connect.errors.</code>")
            {
                Default = "false",
                Group = "Error Handling",
                Order = 8,
                Width = ConfigWidth.Medium,
                DisplayName = "Enable Error Context Headers",
            });
    }

    private static void DefineSource(ConfigDef def)
    {
        def.Define(new ConfigKey(TopicCreationGroups, ConfigType.List, Importance.Low,
                "Groups of configurations for topics created by source connectors")
            {
                Default = "",
                Validator = UniqueAliases,
                Group = "Topic Creation",
                Order = 1,
                Width = ConfigWidth.Long,
                DisplayName = "Topic Creation Groups",
            });
        def.Define(new ConfigKey(ExactlyOnce, ConfigType.String, Importance.Medium,
                "Permitted values are requested, required. If set to \"required\", forces a preflight check for the "
                + "connector to ensure that it can provide exactly-once semantics with the given configuration. Some "
                + "connectors may be capable of providing exactly-once semantics but not signal to Connect that they support "
                + "this; in that case, documentation for the connector should be consulted carefully before creating it, and "
                + "the value for this property should be set to \"requested\". Additionally, if the value is set to \"required\" "
                + "but the worker that performs preflight validation does not have exactly-once support enabled for source "
                + "connectors, requests to create or validate the connector will fail.")
            {
                Default = "requested",
                Validator = ConfigValidator.OneOfIgnoringCase("REQUIRED", "REQUESTED"),
                Group = "Exactly Once Support",
                Order = 2,
                Width = ConfigWidth.Short,
                DisplayName = "Exactly once support",
            });
        def.Define(new ConfigKey(TransactionBoundary, ConfigType.String, Importance.Medium,
                "Permitted values are: poll, interval, connector. If set to 'poll', a new producer transaction will be "
                + "started and committed for every batch of records that each task from this connector provides to Connect. "
                + "If set to 'connector', relies on connector-defined transaction boundaries; note that not all connectors "
                + "are capable of defining their own transaction boundaries, and in that case, attempts to instantiate a "
                + "connector with this value will fail. Finally, if set to 'interval', commits transactions only after a "
                + "user-defined time interval has passed.")
            {
                Default = "poll",
                Validator = ConfigValidator.OneOfIgnoringCase("INTERVAL", "POLL", "CONNECTOR"),
                Group = "Exactly Once Support",
                Order = 3,
                Width = ConfigWidth.Short,
                DisplayName = "Transaction Boundary",
            });
        def.Define(new ConfigKey(TransactionInterval, ConfigType.Long, Importance.Low,
                "If 'transaction.boundary' is set to 'interval', determines the interval for producer transaction commits "
                + "by connector tasks. If unset, defaults to the value of the worker-level 'offset.flush.interval.ms' "
                + "property. It has no effect if a different transaction.boundary is specified.")
            {
                Default = null,
                Validator = ConfigValidator.From(value => value is < 0L ? "Value must be at least 0" : null),
                Group = "Exactly Once Support",
                Order = 4,
                Width = ConfigWidth.Short,
                DisplayName = "Transaction boundary interval",
            });
        def.Define(new ConfigKey(OffsetsTopic, ConfigType.String, Importance.Low,
                "The name of a separate offsets topic to use for this connector. If empty or not specified, the worker’s "
                + "global offsets topic name will be used. If specified, the offsets topic will be created if it does not "
                + "already exist on the Kafka cluster targeted by this connector (which may be different from the one used "
                + "for the worker's global offsets topic if the bootstrap.servers property of the connector's producer has "
                + "been overridden from the worker's). Only applicable in distributed mode; in standalone mode, setting this "
                + "property will have no effect.")
            {
                Default = null,
                Validator = ConfigValidator.NonEmptyText(),
                Group = "offsets.topic",
                Order = 1,
                Width = ConfigWidth.Long,
                DisplayName = "Offsets topic",
            });
    }
}
