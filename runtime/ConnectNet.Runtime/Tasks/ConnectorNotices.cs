using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a worker says when it starts a connector of settings that have no effect; a line of each kind. Stateless.</summary>
internal static partial class ConnectorNotices
{
    private static readonly string[] Families =
    [
        ConnectorKeys.Transforms + ".", ConnectorKeys.Predicates + ".", ClientKeys.ProducerPrefix, ClientKeys.ConsumerPrefix, ClientKeys.AdminPrefix,
        "topic.creation.", .. ConverterKeys.All.Select(static converter => converter.Key + "."),
    ];

    /// <param name="connector">Made, not started.</param>
    /// <param name="config">Its config, parsed.</param>
    /// <param name="logger">Where it is said.</param>
    public static void Write(Connector connector, ConnectorConfig config, ILogger logger)
    {
        foreach (var (converter, _) in ConverterKeys.All)
        {
            var settings = config.Originals.Keys
                .Where(key => key.StartsWith(converter + ".", StringComparison.Ordinal) && key != ConverterKeys.VersionKey(converter)).ToList();
            if (settings.Count > 0 && !config.Originals.ContainsKey(converter))
            {
                var keys = string.Join(", ", settings);
                LogNoConverter(logger, keys, converter);
            }
        }

        // A connector that declares nothing reads whatever it finds.
        if (connector.Config is { Keys.Count: > 0 } own)
        {
            var unknown = UnknownKeys.Find(config.Originals.Keys, [.. config.Values.Keys, .. own.Keys.Keys], Families);
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
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Without effect: {Keys}. The connector names no {Converter} of its own, so the worker's is used, with the worker's settings.")]
    private static partial void LogNoConverter(ILogger logger, string keys, string converter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unknown keys, which have no effect: {Keys}")]
    private static partial void LogSlips(ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Information, Message = "Keys that neither worker nor connector declares: {Keys}")]
    private static partial void LogUnknown(ILogger logger, string keys);
}
