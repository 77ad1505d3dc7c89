using System.Collections.Concurrent;
using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Logging;

/// <summary>
/// The logger names that operators know: a class that has a Java name logs under it, other classes of the worker under the Java package
/// that does their job, everything else under its own name. Thread-safe.
/// </summary>
internal static class JavaLogNames
{
    private const string Own = "ConnectNet.Runtime.";
    private const string Connect = "org.apache.kafka.connect.";

    private static readonly Dictionary<string, string> Classes = new(StringComparer.Ordinal)
    {
        ["Cluster.StandaloneHerder"] = "runtime.standalone.StandaloneHerder",
        ["Cluster.LeaderClient"] = "runtime.rest.RestClient",
        ["Cluster.Assignor"] = "runtime.distributed.IncrementalCooperativeAssignor",
        ["ConnectHost"] = "cli.AbstractConnectCli",
        ["Errors.ErrorHandler"] = "runtime.errors.RetryWithToleranceOperator",
        ["Errors.DeadLetterQueue"] = "runtime.errors.DeadLetterQueueReporter",
        ["Kafka.CompactedTopic"] = "util.KafkaBasedLog",
        ["Kafka.Group.GroupMember"] = "runtime.distributed.WorkerCoordinator",
        ["Plugins.PluginCatalog"] = "runtime.isolation.PluginScanner",
        ["Cluster.ConnectorValidator"] = "runtime.AbstractHerder",
        ["Rest.ConnectorsEndpoints"] = "runtime.rest.resources.ConnectorsResource",
        ["Rest.LeaderForwarding"] = "runtime.rest.HerderRequestHandler",
        ["Rest.LoggersEndpoints"] = "runtime.rest.resources.LoggingResource",
        ["Tasks.ConnectorOffsets"] = "runtime.Worker",
        ["Storage.KafkaConfigStore"] = "storage.KafkaConfigBackingStore",
        ["Storage.KafkaOffsetStore"] = "storage.KafkaOffsetBackingStore",
        ["Storage.KafkaStatusStore"] = "storage.KafkaStatusBackingStore",
        ["Storage.FileOffsetStore"] = "storage.FileOffsetBackingStore",
        ["Storage.OffsetReader"] = "storage.OffsetStorageReaderImpl",
        ["Storage.OffsetWriter"] = "storage.OffsetStorageWriter",
    };

    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["Cluster"] = "runtime.distributed",
        ["Configuration"] = "runtime",
        ["Converters"] = "converters",
        ["Errors"] = "runtime.errors",
        ["Json"] = "json",
        ["Kafka"] = "util",
        ["Logging"] = "runtime",
        ["Metrics"] = "runtime",
        ["Plugins"] = "runtime.isolation",
        ["Rest"] = "runtime.rest",
        ["Storage"] = "storage",
        ["Tasks"] = "runtime",
    };

    private static readonly ConcurrentDictionary<string, string> Cache = new(StringComparer.Ordinal);

    /// <summary>The name shown for a logging category, which usually is a full class name.</summary>
    public static string Of(string category) => Cache.GetOrAdd(category, Find);

    private static string Find(string category)
    {
        if (!category.StartsWith(Own, StringComparison.Ordinal))
        {
            return category;
        }

        if (typeof(JavaLogNames).Assembly.GetType(category)?.IsDefined(typeof(ConnectNameAttribute), inherit: false) == true)
        {
            return ConnectNames.Of(typeof(JavaLogNames).Assembly.GetType(category)!);
        }

        var name = category[Own.Length..];
        if (Classes.TryGetValue(name, out var java))
        {
            return Connect + java;
        }

        var folder = name.Split('.')[0];
        return Packages.TryGetValue(folder, out var package) ? $"{Connect}{package}.{name[(name.LastIndexOf('.') + 1)..]}" : category;
    }
}
