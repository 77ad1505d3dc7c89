using System.Runtime.InteropServices;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Kafka.Native;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;

namespace ConnectNet.Runtime;

/// <summary>What a worker says of itself when it starts, for whoever reads the log of a worker that is not at hand. Stateless.</summary>
internal static partial class StartNotices
{
    // Keys that are passed on: to clients, converters, config providers, internal topics, listeners and what reports metrics.
    private static readonly string[] Families =
    [
        "producer.", "consumer.", "admin.", "config.providers.", "config.storage.", "offset.storage.", "status.storage.", "listeners.https.", "admin.listeners.https.",
        "key.converter.", "value.converter.", "header.converter.", "internal.", "metrics.", "connector.client.", "ssl.", "sasl.",
    ];

    /// <summary>What runs here, and with what.</summary>
    public static void Write(WorkerConfig config, PluginCatalog plugins, string ownPlugins, ILogger logger)
    {
        LogVersion(logger, AppInfo.Version, AppInfo.Commit, AppInfo.KafkaRelease);
        var system = $"{RuntimeInformation.OSDescription} ({RuntimeInformation.RuntimeIdentifier})";
        LogPlatform(logger, RuntimeInformation.FrameworkDescription, system, Environment.ProcessorCount, Environment.ProcessId);
        var (version, file) = (ClientLibrary.Version, ClientLibrary.Path);
        LogClient(logger, version, file);
        var features = string.Join(", ", ClientLibrary.Features);
        LogFeatures(logger, features);
        var mode = config.GroupId is null ? "standalone" : "distributed, group " + config.GroupId;
        var brokers = config.BootstrapServers;
        LogMode(logger, mode, brokers);
        var path = string.Join(", ", config.List(WorkerKeys.PluginPath).Prepend(ownPlugins));
        LogPluginPath(logger, path);
        var kinds = string.Join(", ", plugins.Plugins.GroupBy(plugin => plugin.Kind).Select(kind => $"{kind.Count()} {kind.Key.RestName()}"));
        LogPlugins(logger, kinds);
        var connectors = string.Join(
            ", ", plugins.All(PluginKind.Source).Concat(plugins.All(PluginKind.Sink)).Select(plugin => $"{plugin.ClassName} {plugin.VersionText}"));
        LogConnectors(logger, connectors);
        WriteUnknown(config, logger);
    }

    /// <summary>The Kafka cluster, once it has answered.</summary>
    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka cluster ID: {ClusterId}")]
    public static partial void Cluster(ILogger logger, string? clusterId);

    private static void WriteUnknown(WorkerConfig config, ILogger logger)
    {
        var unknown = UnknownKeys.Find(config.Originals.Keys, [.. config.Values.Keys], Families);
        if (unknown.Slips.Count + unknown.Others.Count == 0)
        {
            return;
        }

        // The worker's own keys are those of its clients, too.
        string[] clients = [ClientKeys.ProducerPrefix, ClientKeys.ConsumerPrefix, ClientKeys.AdminPrefix];
        unknown = UnknownKeys.Find(config.Originals.Keys, [.. config.Values.Keys, .. clients.SelectMany(client => ClientKeys.For(client).Keys)], Families);
        if (unknown.Slips.Count > 0)
        {
            var slips = string.Join(", ", unknown.Slips);
            LogSlips(logger, slips);
        }

        if (unknown.Others.Count > 0)
        {
            var others = string.Join(", ", unknown.Others);
            LogUnknown(logger, others);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ConnectNet {Version}, commit {Commit}, in place of a worker of Kafka {Release}")]
    private static partial void LogVersion(ILogger logger, string version, string commit, string release);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Framework} on {System}, {Processors} processors, process {Id}")]
    private static partial void LogPlatform(ILogger logger, string framework, string system, int processors, int id);

    [LoggerMessage(Level = LogLevel.Information, Message = "librdkafka {Version} from {Path}")]
    private static partial void LogClient(ILogger logger, string version, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "librdkafka was built with: {Features}")]
    private static partial void LogFeatures(ILogger logger, string features);

    [LoggerMessage(Level = LogLevel.Information, Message = "Mode: {Mode}; bootstrap.servers={Brokers}")]
    private static partial void LogMode(ILogger logger, string mode, string brokers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Plug-ins are looked for in: {Path}")]
    private static partial void LogPluginPath(ILogger logger, string path);

    [LoggerMessage(Level = LogLevel.Information, Message = "Plug-ins found: {Kinds}")]
    private static partial void LogPlugins(ILogger logger, string kinds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connectors found: {Connectors}")]
    private static partial void LogConnectors(ILogger logger, string connectors);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown worker properties, which have no effect: {Keys}")]
    private static partial void LogSlips(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Information, Message = "Worker properties that the worker does not declare: {Keys}")]
    private static partial void LogUnknown(ILogger logger, string keys);
}
