using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>Sends a record to a topic named after its timestamp, in UTC. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.TimestampRouter", "4.3.1")]
public sealed class TimestampRouter : ITransformation
{
    private const string TopicFormatKey = "topic.format";
    private const string TimestampFormatKey = "timestamp.format";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(
            TopicFormatKey,
            ConfigType.String,
            Importance.High,
            "Format string which can contain <code>${topic}</code> and <code>${timestamp}</code> as placeholders for the topic and timestamp, "
                + "respectively.")
        {
            Default = "${topic}-${timestamp}",
        })
        .Define(new ConfigKey(
            TimestampFormatKey,
            ConfigType.String,
            Importance.High,
            "Format string for the timestamp that is compatible with <code>java.text.SimpleDateFormat</code>.")
        {
            Default = "yyyyMMdd",
        });

    private string _topicFormat = "";
    private string _timestampPattern = "";
    private JavaDateFormat? _timestampFormat;

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _topicFormat = parsed.RequiredText(TopicFormatKey);
        _timestampPattern = parsed.RequiredText(TimestampFormatKey);
    }

    /// <inheritdoc/>
    public ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Timestamp is not { } millis)
        {
            throw new DataException($"Timestamp missing on record: {record}");
        }

        // A bad pattern fails the first record, as in Java, not the start.
        _timestampFormat ??= new JavaDateFormat(_timestampPattern);
        var topic = _topicFormat.Replace("${topic}", record.Topic, StringComparison.Ordinal)
            .Replace("${timestamp}", _timestampFormat.Format(new EpochMillis(millis)), StringComparison.Ordinal);
        return record with { Topic = topic };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
