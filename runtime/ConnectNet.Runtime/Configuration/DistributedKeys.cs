using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The keys that only distributed workers take, in the order in which the Java worker declares them.</summary>
internal static class DistributedKeys
{
    public const string GroupId = "group.id";
    public const string SessionTimeout = "session.timeout.ms";
    public const string RebalanceTimeout = "rebalance.timeout.ms";
    public const string HeartbeatInterval = "heartbeat.interval.ms";
    public const string ExactlyOnce = "exactly.once.source.support";
    public const string ClientId = "client.id";
    public const string WorkerSyncTimeout = "worker.sync.timeout.ms";
    public const string WorkerUnsyncBackoff = "worker.unsync.backoff.ms";
    public const string OffsetTopic = "offset.storage.topic";
    public const string ConfigTopic = "config.storage.topic";
    public const string StatusTopic = "status.storage.topic";
    public const string ConnectProtocol = "connect.protocol";
    public const string RebalanceMaxDelay = "scheduled.rebalance.max.delay.ms";
    public const string AssignmentByPlugin = "assignment.by.plugin";
    public const string KeyTtl = "inter.worker.key.ttl.ms";
    public const string KeyAlgorithm = "inter.worker.key.generation.algorithm";
    public const string KeySize = "inter.worker.key.size";
    public const string SignatureAlgorithm = "inter.worker.signature.algorithm";
    public const string VerificationAlgorithms = "inter.worker.verification.algorithms";

    private static readonly ConfigValidator PartitionCount = ConfigValidator.From(value => value is int and (-1 or >= 1)
        ? null
        : "Number of partitions must be positive, or -1 to use the broker's default");

    private static readonly ConfigValidator ReplicationFactor = ConfigValidator.From(value => value is short and (-1 or >= 1)
        ? null
        : "Replication factor must be positive and not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default");

    /// <summary>All keys of a distributed worker.</summary>
    public static ConfigDef Define()
    {
        var def = WorkerKeys.Define();
        DefineGroup(def);
        DefineClient(def);
        SaslKeys.Define(def);
        DefineStorage(def);
        DefineProtocol(def);
        return def;
    }

    private static void DefineGroup(ConfigDef def)
    {
        Add(def, GroupId, ConfigType.String, Importance.High, "Name of the Connect cluster; workers with the same name share the work.");
        Add(def, SessionTimeout, ConfigType.Int, Importance.High, "Milliseconds without heartbeat after which a worker is taken for dead.", 10000);
        Add(def, RebalanceTimeout, ConfigType.Int, Importance.High, "Milliseconds that workers get to join a rebalance.", 60000);
        Add(def, HeartbeatInterval, ConfigType.Int, Importance.High, "Milliseconds between heartbeats.", 3000);
        def.Define(WorkerKeys.Key(ExactlyOnce, ConfigType.String, Importance.High, "Exactly-once delivery for sources: disabled, preparing or enabled.")
            with
        { Default = "disabled", Validator = ConfigValidator.OneOfIgnoringCase("DISABLED", "ENABLED", "PREPARING") });
    }

    private static void DefineClient(ConfigDef def)
    {
        AddAtLeast(def, "metadata.max.age.ms", ConfigType.Long, Importance.Low, 0, "Milliseconds after which metadata is asked for again.", 300000L);
        Add(def, ClientId, ConfigType.String, Importance.Low, "Name that brokers log for this worker.", "");
        AddAtLeast(def, "send.buffer.bytes", ConfigType.Int, Importance.Medium, -1, "Size of a connection's send buffer.", 131072);
        AddAtLeast(def, "receive.buffer.bytes", ConfigType.Int, Importance.Medium, -1, "Size of a connection's receive buffer.", 32768);
        AddAtLeast(def, "reconnect.backoff.ms", ConfigType.Long, Importance.Low, 0, "Milliseconds before the first reconnect.", 50L);
        AddAtLeast(def, "reconnect.backoff.max.ms", ConfigType.Long, Importance.Low, 0, "Most milliseconds before a reconnect.", 1000L);
        AddAtLeast(def, "socket.connection.setup.timeout.ms", ConfigType.Long, Importance.Low, 0, "Milliseconds that a connection may take at first.", 10000L);
        AddAtLeast(def, "socket.connection.setup.timeout.max.ms", ConfigType.Long, Importance.Low, 0, "Most milliseconds that a connection may take.", 30000L);
        AddAtLeast(def, "retry.backoff.ms", ConfigType.Long, Importance.Low, 0, "Milliseconds before the first retry of a request.", 100L);
        AddAtLeast(def, "retry.backoff.max.ms", ConfigType.Long, Importance.Low, 0, "Most milliseconds before a retry of a request.", 1000L);
        AddAtLeast(def, "request.timeout.ms", ConfigType.Int, Importance.Medium, 0, "Milliseconds to wait for an answer.", 40000);
        Add(def, "connections.max.idle.ms", ConfigType.Long, Importance.Medium, "Milliseconds after which idle connections are closed.", 540000L);
        def.Define(WorkerKeys.Key("security.protocol", ConfigType.String, Importance.Medium, "PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL.")
            with
        { Default = "PLAINTEXT", Validator = ConfigValidator.OneOfIgnoringCase("SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT") });
    }

    private static void DefineStorage(ConfigDef def)
    {
        Add(def, WorkerSyncTimeout, ConfigType.Int, Importance.Medium, "Milliseconds to wait for the config topic when a worker is behind.", 3000);
        Add(def, WorkerUnsyncBackoff, ConfigType.Int, Importance.Medium, "Milliseconds to stay out of the group when it does not catch up.", 300000);
        AddTopic(def, "offset", "source offsets", 25);
        AddTopic(def, "config", "connector configs", null);
        AddTopic(def, "status", "statuses", 5);
    }

    private static void DefineProtocol(ConfigDef def)
    {
        def.Define(WorkerKeys.Key(ConnectProtocol, ConfigType.String, Importance.Low, "How work is divided: eager, compatible or sessioned.")
            with
        {
            Default = "sessioned",
            Validator = ConfigValidator.From(value => value is string text && text.ToUpperInvariant() is "EAGER" or "COMPATIBLE" or "SESSIONED"
                ? null
                : "Invalid Connect protocol compatibility"),
        });
        AddAtLeast(def, RebalanceMaxDelay, ConfigType.Int, Importance.Low, 0, "Most milliseconds that the work of a lost worker waits for its return.", 300000);
        AddAtLeast(def, KeyTtl, ConfigType.Int, Importance.Low, 0, "Milliseconds after which the key that signs internal requests is renewed; 0 for never.", 3600000);
        Add(def, KeyAlgorithm, ConfigType.String, Importance.Low, "Algorithm of that key.", "HmacSHA256");
        Add(def, KeySize, ConfigType.Int, Importance.Low, "Size of that key in bits; absent for the algorithm's own.", null);
        Add(def, SignatureAlgorithm, ConfigType.String, Importance.Low, "Algorithm that signs internal requests.", "HmacSHA256");
        def.Define(WorkerKeys.Key(VerificationAlgorithms, ConfigType.List, Importance.Low, "Algorithms accepted for signatures of internal requests.")
            with
        { Default = "HmacSHA256" });
        def.Define(WorkerKeys.Key("metadata.recovery.strategy", ConfigType.String, Importance.Low, "What to do when no known broker answers: none or rebootstrap.")
            with
        { Default = "rebootstrap", Validator = ConfigValidator.OneOfIgnoringCase("REBOOTSTRAP", "NONE") });
        AddAtLeast(def, "metadata.recovery.rebootstrap.trigger.ms", ConfigType.Long, Importance.Low, 0, "Milliseconds without metadata before a rebootstrap.", 300000L);
        Add(def, AssignmentByPlugin, ConfigType.Boolean, Importance.Low, "Whether a connector goes only to workers that list its class, while this worker leads; false for Java's rule, which does not look.", true);
    }

    private static void AddTopic(ConfigDef def, string kind, string content, int? partitions)
    {
        Add(def, kind + ".storage.topic", ConfigType.String, Importance.High, $"Topic that holds the {content}; the same on all workers of a cluster.");
        if (partitions is { } count)
        {
            def.Define(WorkerKeys.Key(kind + ".storage.partitions", ConfigType.Int, Importance.Low, "Partitions to create that topic with; -1 for the broker's default.")
                with
            { Default = count, Validator = PartitionCount });
        }

        def.Define(WorkerKeys.Key(kind + ".storage.replication.factor", ConfigType.Short, Importance.Low, "Replicas to create that topic with; -1 for the broker's default.")
            with
        { Default = (short)3, Validator = ReplicationFactor });
    }

    private static void Add(ConfigDef def, string name, ConfigType type, Importance importance, string doc) =>
        def.Define(WorkerKeys.Key(name, type, importance, doc));

    private static void Add(ConfigDef def, string name, ConfigType type, Importance importance, string doc, object? value) =>
        def.Define(WorkerKeys.Key(name, type, importance, doc) with { Default = value });

    private static void AddAtLeast(ConfigDef def, string name, ConfigType type, Importance importance, int minimum, string doc, object value) =>
        def.Define(WorkerKeys.Key(name, type, importance, doc) with { Default = value, Validator = ConfigValidator.AtLeast(minimum) });
}
