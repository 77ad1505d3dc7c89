using System.Globalization;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Runtime.Json;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Writes the records of a source that failed as they were polled, whatever the connector's converters are, for these may be what failed:
/// key and value as JSON with schema, what has no JSON as text. Thread-safe.
/// </summary>
internal sealed class SourceDeadLetters : IDisposable
{
    private readonly Lock _lock = new();
    private readonly IConverter _key;
    private readonly IConverter _value;
    private readonly IHeaderConverter _header;

    public SourceDeadLetters(PluginCatalog plugins)
    {
        _key = Create<IConverter>(plugins, PluginKind.Converter, "org.apache.kafka.connect.json.JsonConverter");
        _key.Configure(new Dictionary<string, string?> { ["converter.type"] = "key" }, isKey: true);
        _value = Create<IConverter>(plugins, PluginKind.Converter, "org.apache.kafka.connect.json.JsonConverter");
        _value.Configure(new Dictionary<string, string?> { ["converter.type"] = "value" }, isKey: false);
        _header = Create<IHeaderConverter>(plugins, PluginKind.HeaderConverter, "org.apache.kafka.connect.storage.SimpleHeaderConverter");
        _header.Configure(new Dictionary<string, string?> { ["converter.type"] = "header" });
    }

    /// <summary>The record, and where it came from and was to go.</summary>
    public (Message<byte[]?, byte[]?> Message, IEnumerable<KeyValuePair<string, string>> Origin) Write(SourceRecord record)
    {
        var message = new Message<byte[]?, byte[]?>
        {
            Key = OrText(record.Key, () => _key.FromConnect(record.Topic, [], record.KeySchema, record.Key)),
            Value = OrText(record.Value, () => _value.FromConnect(record.Topic, [], record.ValueSchema, record.Value)),
            Headers = [],
        };
        foreach (var header in record.Headers)
        {
            message.Headers.Add(header.Key, OrText(header.Value, () => _header.FromConnectHeader(record.Topic, header.Key, header.Schema, header.Value)));
        }

        if (record.Timestamp is { } timestamp && timestamp >= 0)
        {
            message.Timestamp = new Timestamp(timestamp, Confluent.Kafka.TimestampType.CreateTime);
        }

        return (message, Origin(record));
    }

    public void Dispose()
    {
        _key.Dispose();
        _value.Dispose();
        _header.Dispose();
    }

    private static IEnumerable<KeyValuePair<string, string>> Origin(SourceRecord record)
    {
        yield return new("topic", record.Topic);
        if (record.Partition is { } partition)
        {
            yield return new("partition", partition.ToString(CultureInfo.InvariantCulture));
        }

        yield return new("source.partition", Json(record.SourcePartition));
        yield return new("source.offset", Json(record.SourceOffset));
    }

    private static string Json(IReadOnlyDictionary<string, object?>? map)
    {
        if (map is null)
        {
            return "null";
        }

        var copy = ConnectMap.KeepingOrder();
        foreach (var (key, value) in map)
        {
            copy[key] = value;
        }

        return Encoding.UTF8.GetString(SchemalessJson.Write(copy));
    }

    private static T Create<T>(PluginCatalog plugins, PluginKind kind, string name)
        where T : class => PluginCatalog.Create<T>(plugins.Find(kind, name)!.Type);

    // The converters belong to nobody's thread: records fail on the task's and on the producer's.
    private byte[]? OrText(object? value, Func<byte[]?> convert)
    {
        try
        {
            lock (_lock)
            {
                return convert();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return value is null ? null : Encoding.UTF8.GetBytes(Values.JavaText(value));
        }
    }
}
