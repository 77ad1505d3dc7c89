using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Metrics;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms.Validation;

/// <summary>
/// Checks the key or value of records against rules. A record that breaks one fails the task, becomes a dead letter, is dropped, or goes
/// on with a header that names the rules; every broken rule is counted. Works on structs, schemaless maps and plain values. One instance
/// serves one task.
/// </summary>
public abstract class Validate : ITransformation, IMonitorable, IConnectorConfigCheck
{
    private const int MaxProblemsShown = 3;

    private readonly bool _ofKey;
    private readonly List<KeyValuePair<Rule, string>> _broken = [];
    private ValidateConfig? _config;
    private Rule[] _rules = [];
    private KeyValuePair<string, object?>[][] _tags = [];
    private Counter<long>? _counter;

    private protected Validate(bool ofKey)
    {
        _ofKey = ofKey;
    }

    /// <inheritdoc/>
    public ConfigDef Config => ValidateConfig.Def;

    /// <summary>The keys that each rule takes behind <c>rule.NAME.</c>.</summary>
    public static ConfigDef RuleConfig => RuleKeys.Def;

    /// <inheritdoc/>
    public void WithMetrics(Meter meter)
    {
        ArgumentNullException.ThrowIfNull(meter);
        _counter = meter.CreateCounter<long>("connectnet.validate.records", description: "Records that broke a validation rule.");
    }

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        _config = new ValidateConfig(config);
        _rules = [.. _config.Rules];
        _tags =
        [
            .. _rules.Select(r => new[]
            {
                KeyValuePair.Create<string, object?>("rule", r.Name), KeyValuePair.Create<string, object?>("action", r.Action.NameOf()),
            }),
        ];
        foreach (var tags in _tags)
        {
            // A rule that nothing has broken yet shows as 0, so that alerts can tell it from one that is not there.
            _counter?.Add(0, tags);
        }
    }

    /// <inheritdoc/>
    public ConnectRecord? Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var root = _ofKey ? new Found(record.Key, record.KeySchema, true) : new Found(record.Value, record.ValueSchema, true);
        if (root.Value is null && !_config!.ChecksTombstones)
        {
            return record;
        }

        for (var i = 0; i < _rules.Length; i++)
        {
            if (_rules[i].Problem(root) is { } problem)
            {
                _broken.Add(KeyValuePair.Create(_rules[i], problem));
                _counter?.Add(1, _tags[i]);
            }
        }

        return _broken.Count == 0 ? record : Handle(record);
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, string>> Check(
        IReadOnlyDictionary<string, string?> config, IReadOnlyDictionary<string, string?> connectorConfig) =>
        ValidateConfig.Problems(config, connectorConfig);

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    private ConnectRecord? Handle(ConnectRecord record)
    {
        var action = _broken.Max(b => b.Key.Action);
        try
        {
            return action switch
            {
                RuleAction.Tag => record with
                {
                    Headers = record.Headers.Add(_config!.TagHeader, string.Join(",", _broken.Select(b => b.Key.Name)), Schema.String),
                },
                RuleAction.Drop => null,
                RuleAction.DeadLetter => throw new DataException(Describe(action)),
                _ => throw new IntolerableException(Describe(action)),
            };
        }
        finally
        {
            _broken.Clear();
        }
    }

    private string Describe(RuleAction action)
    {
        var problems = _broken.Where(b => b.Key.Action == action).Select(b => b.Value).ToArray();
        return "Invalid record: " + string.Join("; ", problems.Take(MaxProblemsShown))
            + (problems.Length > MaxProblemsShown ? $"; and {problems.Length - MaxProblemsShown} more" : "");
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : Validate(ofKey: true);

    /// <summary>For values.</summary>
    public sealed class Value() : Validate(ofKey: false);
}
