using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>
/// Sends a record to another topic when the whole topic name matches a Java regular expression. The answer for the last topic is kept,
/// since records of one topic come in a row. One instance serves one task.
/// </summary>
[ConnectName("org.apache.kafka.connect.transforms.RegexRouter", "4.3.1")]
public sealed class RegexRouter : ITransformation
{
    private const string RegexKey = "regex";
    private const string ReplacementKey = "replacement";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(RegexKey, ConfigType.String, Importance.High, "Regular expression to use for matching.")
        {
            Validator = JavaRegex.Validator(),
        })
        .Define(new ConfigKey(ReplacementKey, ConfigType.String, Importance.High, "Replacement string."));

    private JavaRegex? _regex;
    private string _replacement = "";
    private string? _lastTopic;
    private string? _lastTarget;

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _regex = JavaRegex.Compile(parsed.RequiredText(RegexKey), RegexKey);
        _replacement = parsed.RequiredText(ReplacementKey);
    }

    /// <inheritdoc/>
    public ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (_lastTopic != record.Topic)
        {
            // As Kafka: the whole name decides, and what is replaced is the first match in it, which may be a part.
            _lastTarget = _regex!.Matches(record.Topic) ? _regex.ReplaceFirst(record.Topic, _replacement) : null;
            _lastTopic = record.Topic;
        }

        return _lastTarget is null ? record : record with { Topic = _lastTarget };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
