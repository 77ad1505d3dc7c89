using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms.Predicates;

/// <summary>Means records whose whole topic name matches a Java regular expression. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.predicates.TopicNameMatches", "4.3.1")]
public sealed class TopicNameMatches : IPredicate
{
    private const string PatternKey = "pattern";

    private static readonly ConfigDef Def = new ConfigDef().Define(new ConfigKey(
        PatternKey, ConfigType.String, Importance.Medium, "A Java regular expression for matching against the name of a record's topic.")
    {
        Validator = ConfigValidator.All(ConfigValidator.NonEmptyText(), JavaRegex.Validator()),
    });

    private JavaRegex? _pattern;
    private string? _lastTopic;
    private bool _lastAnswer;

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        _pattern = JavaRegex.Compile(Def.Parse(config).RequiredText(PatternKey), PatternKey);
    }

    /// <inheritdoc/>
    public bool Test(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (_lastTopic != record.Topic)
        {
            _lastAnswer = _pattern!.Matches(record.Topic);
            _lastTopic = record.Topic;
        }

        return _lastAnswer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
