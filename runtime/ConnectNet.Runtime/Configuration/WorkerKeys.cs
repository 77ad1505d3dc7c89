using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The keys that workers of both modes take, in the order in which the Java worker declares them.</summary>
internal static class WorkerKeys
{
    public const string BootstrapServers = "bootstrap.servers";
    public const string KeyConverter = "key.converter";
    public const string ValueConverter = "value.converter";
    public const string HeaderConverter = "header.converter";
    public const string ShutdownTimeout = "task.shutdown.graceful.timeout.ms";
    public const string OffsetFlushInterval = "offset.flush.interval.ms";
    public const string OffsetFlushTimeout = "offset.flush.timeout.ms";
    public const string PluginPath = "plugin.path";
    public const string ConfigProviders = "config.providers";
    public const string OverridePolicy = "connector.client.config.override.policy";
    public const string OverrideAllowList = "connector.client.config.override.allowlist";
    public const string TopicCreation = "topic.creation.enable";
    public const string TopicTracking = "topic.tracking.enable";
    public const string TopicTrackingReset = "topic.tracking.allow.reset";
    public const string Listeners = "listeners";
    public const string AdminListeners = "admin.listeners";
    public const string AdvertisedHost = "rest.advertised.host.name";
    public const string AdvertisedPort = "rest.advertised.port";
    public const string AdvertisedListener = "rest.advertised.listener";
    public const string AllowOrigin = "access.control.allow.origin";
    public const string AllowMethods = "access.control.allow.methods";
    public const string ResponseHeaders = "response.http.headers.config";
    public const string SslClientAuth = "ssl.client.auth";
    public const string RestExtensions = "rest.extension.classes";
    public const string MetricsWindow = "metrics.sample.window.ms";
    public const string MetricsSamples = "metrics.num.samples";
    public const string SourceTasksPerProducer = "source.tasks.per.producer";
    public const string MetricsNames = "metrics.names";
    public const string MetricsPort = "metrics.port";
    public const string MetricReporters = "metric.reporters";
    public const string BasicAuthJaasFile = "rest.basic.auth.jaas.file";

    private static readonly ConfigValidator Unique = ConfigValidator.UniqueList(allowEmpty: true);
    private static readonly ConfigValidator UniqueNotNull = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false);

    private const string SimpleHeaderConverter = "org.apache.kafka.connect.storage.SimpleHeaderConverter";

    /// <summary>Adds the keys of both modes.</summary>
    public static ConfigDef Define()
    {
        var def = new ConfigDef();
        DefineConnection(def);
        DefineRuntime(def);
        SslKeys.Define(def);
        DefineRest(def);
        DefineOwn(def);
        return def;
    }

    internal static ConfigKey Key(string name, ConfigType type, Importance importance, string doc) => new(name, type, importance, doc);

    private static void DefineConnection(ConfigDef def)
    {
        def.Define(Key(BootstrapServers, ConfigType.List, Importance.High, "Brokers to connect to first, as host:port, separated by commas.")
            with
        { Validator = ConfigValidator.UniqueList(allowEmpty: false, allowNull: false) });
        def.Define(Key("client.dns.lookup", ConfigType.String, Importance.Medium, "How host names of brokers with several addresses are used.")
            with
        { Default = "use_all_dns_ips", Validator = ConfigValidator.OneOf("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only") });
        foreach (var kind in new[] { "key", "value" })
        {
            def.Define(Key($"{kind}.converter", ConfigType.Class, Importance.High, $"Converter of record {kind}s for connectors that name none."));
            def.Define(Version($"{kind}.converter"));
        }
    }

    private static void DefineRuntime(ConfigDef def)
    {
        def.Define(Key(ShutdownTimeout, ConfigType.Long, Importance.Low, "Milliseconds that all tasks being stopped get together.") with { Default = 5000L });
        def.Define(Key(OffsetFlushInterval, ConfigType.Long, Importance.Low, "Milliseconds between commits of offsets.") with { Default = 60000L });
        def.Define(Key(OffsetFlushTimeout, ConfigType.Long, Importance.Low, "Milliseconds that a commit of offsets may take before it is tried again later.")
            with
        { Default = 5000L });
        def.Define(Key(PluginPath, ConfigType.List, Importance.Low, "Directories whose subdirectories are plug-ins, separated by commas.")
            with
        { Default = null, Validator = ConfigValidator.UniqueList(allowEmpty: false) });
        def.Define(Key("plugin.discovery", ConfigType.String, Importance.Low, "Accepted for Java's sake; plug-ins are always found by scanning.")
            with
        { Default = "hybrid_warn", Validator = ConfigValidator.OneOfIgnoringCase("ONLY_SCAN", "SERVICE_LOAD", "HYBRID_WARN", "HYBRID_FAIL") });
        def.Define(Key(MetricsWindow, ConfigType.Long, Importance.Low, "Milliseconds of one window of rates, averages and maxima.")
            with
        { Default = 30000L, Validator = ConfigValidator.AtLeast(0) });
        def.Define(Key(MetricsSamples, ConfigType.Int, Importance.Low, "Windows that rates, averages and maxima look back over.")
            with
        { Default = 2, Validator = ConfigValidator.AtLeast(1) });
        def.Define(Key("metrics.recording.level", ConfigType.String, Importance.Low, "Accepted for Java's sake; all metrics are of level INFO.")
            with
        { Default = "INFO", Validator = ConfigValidator.OneOf("INFO", "DEBUG") });
        def.Define(Key(MetricReporters, ConfigType.List, Importance.Low, "Accepted for Java's sake; metrics are scraped from /metrics.")
            with
        { Default = "org.apache.kafka.common.metrics.JmxReporter", Validator = UniqueNotNull });
        def.Define(Key(HeaderConverter, ConfigType.Class, Importance.Low, "Converter of headers for connectors that name none.")
            with
        { Default = SimpleHeaderConverter });
        def.Define(Version(HeaderConverter));
        def.Define(Key(ConfigProviders, ConfigType.List, Importance.Low, "Names of the providers that resolve ${provider:path:key} in configs.")
            with
        { Default = "", Validator = UniqueNotNull });
        def.Define(Key(OverridePolicy, ConfigType.String, Importance.Medium, "Which client keys connectors may override: All, None, Principal or Allowlist.")
            with
        { Default = "All" });
        def.Define(Key(TopicCreation, ConfigType.Boolean, Importance.Low, "Whether source connectors may have topics created by topic.creation.* keys.")
            with
        { Default = true });
    }

    private static void DefineRest(ConfigDef def)
    {
        def.Define(Key(TopicTracking, ConfigType.Boolean, Importance.Low, "Whether the topics that connectors use are recorded.") with { Default = true });
        def.Define(Key(TopicTrackingReset, ConfigType.Boolean, Importance.Low, "Whether that record may be reset over REST.") with { Default = true });
        def.Define(Key(Listeners, ConfigType.List, Importance.Low, "Addresses of the REST server, as http://host:port or https://host:port.")
            with
        { Default = "http://:8083", Validator = ConfigValidator.All(new ListenersValidator(required: true), Unique) });
        def.Define(Key(AdvertisedHost, ConfigType.String, Importance.Low, "Host under which other workers reach this one.") with { Default = null });
        def.Define(Key(AdvertisedPort, ConfigType.Int, Importance.Low, "Port under which other workers reach this one.") with { Default = null });
        def.Define(Key(AdvertisedListener, ConfigType.String, Importance.Low, "Protocol under which other workers reach this one: http or https.")
            with
        { Default = null });
        def.Define(Key(AllowOrigin, ConfigType.String, Importance.Low, "Origins that browsers may call from: * or regular expressions.") with { Default = "" });
        def.Define(Key(AllowMethods, ConfigType.String, Importance.Low, "Methods that such calls may use; empty for GET, POST, HEAD.") with { Default = "" });
        def.Define(Key(ResponseHeaders, ConfigType.String, Importance.Low, "Headers added to answers, as \"action name:value\".")
            with
        { Default = "", Validator = new ResponseHeadersValidator() });
        def.Define(Key(SslClientAuth, ConfigType.String, Importance.Low, "Whether REST clients must show a certificate: required, requested or none.")
            with
        { Default = "none", Validator = ConfigValidator.OneOf("required", "requested", "none") });
        def.Define(Key(RestExtensions, ConfigType.List, Importance.Low, "REST extensions, in the order in which they are set up and filter requests: Kafka's basic authentication, and classes derived from ConnectRestExtension below plugin.path.") with { Default = "", Validator = UniqueNotNull });
        def.Define(Key(AdminListeners, ConfigType.List, Importance.Low, "Addresses of /admin; absent to share the listeners, empty to turn it off.")
            with
        { Default = null, Validator = ConfigValidator.All(new ListenersValidator(required: false), Unique) });
    }

    private static void DefineOwn(ConfigDef def)
    {
        def.Define(Key(MetricsNames, ConfigType.String, Importance.Low, "Names of the Prometheus metrics: strimzi, as Strimzi's rules for the JMX exporter give.")
            with
        { Default = "strimzi", Validator = ConfigValidator.OneOf("strimzi") });
        def.Define(Key(MetricsPort, ConfigType.Int, Importance.Low, "A port of its own for /metrics beside that of the REST server; absent for none.")
            with
        { Default = null });
        def.Define(Key(BasicAuthJaasFile, ConfigType.String, Importance.Low, "JAAS file of basic authentication; absent for the one that KAFKA_OPTS names.")
            with
        { Default = null });
        def.Define(Key(
            SourceTasksPerProducer,
            ConfigType.Int,
            Importance.Low,
            "How many source tasks with equal producer properties share one producer; 1 gives each its own, as exactly-once and idempotent producers always are.")
            with
        { Default = 16, Validator = ConfigValidator.AtLeast(1) });
        TaskRestartKeys.Define(def);
        def.Define(Key(OverrideAllowList, ConfigType.List, Importance.Medium, "Client keys that the policy Allowlist lets connectors override, without prefix.")
            with
        { Default = "" });
    }

    private static ConfigKey Version(string converter) =>
        Key(converter + ".plugin.version", ConfigType.String, Importance.Low, $"Version of the class in {converter}; absent for the newest.") with { Default = null };
}
