namespace ConnectNet.Runtime.Configuration;

/// <summary>What a worker says at its start of keys that it knows and does not follow; one line each. Stateless.</summary>
internal static partial class WorkerNotices
{
    private const string Interceptors = "interceptor.classes";
    private const string JmxReporter = "org.apache.kafka.common.metrics.JmxReporter";

    private static readonly string[] InternalConverters = ["internal.key.converter", "internal.value.converter"];
    private static readonly string[] TopicKeys =
        ["config.storage.partitions", "config.storage.cleanup.policy", "offset.storage.cleanup.policy", "status.storage.cleanup.policy"];

    /// <summary>Client keys that <see cref="Write"/> names, which need not be named again when a client is made.</summary>
    public static IEnumerable<string> Named(WorkerConfig config) =>
        JavaClasses(config).Any(key => key.EndsWith(Interceptors, StringComparison.Ordinal)) ? [Interceptors] : [];

    public static void Write(WorkerConfig config, ILogger logger)
    {
        if (JavaClasses(config) is { Count: > 0 } classes)
        {
            LogJavaClasses(logger, string.Join(", ", classes));
        }

        if (InternalConverters.Where(config.Originals.ContainsKey).ToList() is { Count: > 0 } converters)
        {
            LogInternalConverters(logger, string.Join(", ", converters));
        }

        if (config is DistributedConfig && TopicKeys.Where(config.Originals.ContainsKey).ToList() is { Count: > 0 } topics)
        {
            LogTopicKeys(logger, string.Join(", ", topics));
        }
    }

    private static List<string> JavaClasses(WorkerConfig config) =>
    [
        .. config.Originals
            .Where(entry => Is(entry.Key, Interceptors) || (Is(entry.Key, WorkerKeys.MetricReporters) && entry.Value?.Trim() != JmxReporter))
            .Where(entry => !string.IsNullOrWhiteSpace(entry.Value))
            .Select(entry => entry.Key),
    ];

    private static bool Is(string key, string name) => key == name || key.EndsWith("." + name, StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Java classes cannot be loaded; these keys have no effect: {Keys}. Metrics are scraped from /metrics.")]
    private static partial void LogJavaClasses(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Worker has been configured with one or more internal converter properties ([{Keys}]); they have no effect.")]
    private static partial void LogInternalConverters(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring {Keys}: the config topic has one partition, and all internal topics are compacted.")]
    private static partial void LogTopicKeys(ILogger logger, string keys);
}
