using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Transforms.Validation;

/// <summary>The keys of <see cref="Validate"/> and the rules made of them. Immutable.</summary>
internal sealed class ValidateConfig
{
    private const string RulesKey = "rules";
    private const string ActionKey = "action";
    private const string TagHeaderKey = "tag.header";
    private const string TombstonesKey = "tombstones";
    private const string RulePrefix = "rule.";
    private const string Check = "check";

    /// <exception cref="ConfigException">A key is wrong; the text names it.</exception>
    public ValidateConfig(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        TagHeader = parsed.RequiredText(TagHeaderKey);
        ChecksTombstones = parsed.RequiredText(TombstonesKey) == Check;
        var problems = new List<KeyValuePair<string, string>>();
        Rules = MakeRules(parsed, problems);
        if (problems.Count > 0)
        {
            throw new ConfigException(problems[0].Value);
        }
    }

    /// <summary>The declaration; the keys of each rule are those of <see cref="RuleKeys.Def"/>.</summary>
    public static ConfigDef Def { get; } = SchemaKeys.Define(new ConfigDef()
        .Define(new ConfigKey(
            RulesKey, ConfigType.List, Importance.High, "Names of the rules, in the order in which they are checked; the keys of a rule start with rule.NAME.")
        {
            Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true),
        })
        .Define(new ConfigKey(
            ActionKey,
            ConfigType.String,
            Importance.High,
            "What becomes of records that break a rule, or do not fit the schema, without an action of its own: fail the task, make it an error that errors.tolerance=all "
                + "sends to the dead-letter queue, drop the record, or tag it with a header that names the rules.")
        {
            Default = "fail", Validator = ConfigValidator.OneOfIgnoringCase(RuleActions.Names),
        })
        .Define(new ConfigKey(TagHeaderKey, ConfigType.String, Importance.Low, "Name of the header of tagged records; its value lists the broken rules, the schema as <code>schema</code>.")
        {
            Default = "connectnet.validate.rules", Validator = ConfigValidator.NonEmptyText(),
        })
        .Define(new ConfigKey(
            TombstonesKey,
            ConfigType.String,
            Importance.Medium,
            "Whether records without value (for Validate$Key: without key) pass, or are checked, which breaks every rule with a required field and is null to a schema.")
        {
            Default = "pass", Validator = ConfigValidator.OneOf("pass", Check),
        }));

    /// <summary>The rules in order, the schema last.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Header of tagged records.</summary>
    public string TagHeader { get; }

    /// <summary>Whether records without value are checked.</summary>
    public bool ChecksTombstones { get; }

    /// <summary>All that is wrong with the rules, and their contradictions to the connector's error handling.</summary>
    /// <param name="config">The transformation's keys, without prefix.</param>
    /// <param name="connector">The connector's keys.</param>
    /// <returns>Key and message.</returns>
    public static IEnumerable<KeyValuePair<string, string>> Problems(
        IReadOnlyDictionary<string, string?> config, IReadOnlyDictionary<string, string?> connector)
    {
        var problems = new List<KeyValuePair<string, string>>();
        foreach (var rule in MakeRules(Def.Parse(config), problems).Where(r => r.Action == RuleAction.DeadLetter))
        {
            var (key, name) = rule is SchemaRule
                ? (SchemaKeys.Action, "The schema")
                : (RulePrefix + rule.Name + "." + RuleKeys.Action, "Rule " + rule.Name);
            if (DeadLetterProblem(connector) is { } problem)
            {
                problems.Add(KeyValuePair.Create(
                    config.ContainsKey(key) ? key : ActionKey, $"{name} sends records to the dead-letter queue, {problem}"));
            }
        }

        return problems.DistinctBy(p => p.Key);
    }

    private static string? DeadLetterProblem(IReadOnlyDictionary<string, string?> connector)
    {
        var isSink = connector.ContainsKey("topics") || connector.ContainsKey("topics.regex");
        if (!"all".Equals(connector.GetValueOrDefault("errors.tolerance")?.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return "but with errors.tolerance=none the task fails at the first one. Set errors.tolerance=all, or the action fail.";
        }

        var topic = isSink ? "errors.deadletterqueue.topic.name" : "errors.source.deadletterqueue.topic.name";
        return string.IsNullOrWhiteSpace(connector.GetValueOrDefault(topic))
            ? $"but there is none, so they would be lost. Set {topic}, or the action drop."
            : null;
    }

    private static List<Rule> MakeRules(ParsedConfig parsed, List<KeyValuePair<string, string>> problems)
    {
        var names = parsed.List(RulesKey);
        var defaultAction = RuleActions.Parse(parsed.RequiredText(ActionKey));
        var rules = new List<Rule>();
        foreach (var name in names)
        {
            var prefix = RulePrefix + name + ".";
            var keys = parsed.OriginalsWithPrefix(prefix).Where(k => !names.Any(n => Belongs(prefix + k.Key, n) && n.Length > name.Length))
                .ToDictionary(StringComparer.Ordinal);
            try
            {
                rules.Add(RuleKeys.Parse(name, keys, defaultAction));
            }
            catch (ConfigException e)
            {
                var key = RuleKeys.Def.Keys.Keys.Concat(keys.Keys).First(k => e.Message.Contains($" configuration {k}:", StringComparison.Ordinal));
                problems.Add(KeyValuePair.Create(prefix + key, e.Message.Replace("configuration ", "configuration " + prefix, StringComparison.Ordinal)));
            }
        }

        foreach (var key in parsed.Originals.Keys.Where(k => k.StartsWith(RulePrefix, StringComparison.Ordinal) && !names.Any(n => Belongs(k, n))))
        {
            problems.Add(KeyValuePair.Create(key, $"Configuration {key} belongs to no rule: {RulesKey} lists {string.Join(", ", names)}. Add the rule there, or remove the key."));
        }

        AddSchema(parsed, defaultAction, rules, problems);
        return rules;
    }

    private static void AddSchema(ParsedConfig parsed, RuleAction defaultAction, List<Rule> rules, List<KeyValuePair<string, string>> problems)
    {
        try
        {
            if (SchemaKeys.Parse(parsed, defaultAction) is { } schema)
            {
                rules.Add(schema);
            }
            else if (parsed.List(RulesKey).Count == 0)
            {
                problems.Add(KeyValuePair.Create(RulesKey, $"Nothing is checked: set {RulesKey}, {SchemaKeys.Schema} or both."));
            }
        }
        catch (ConfigException e)
        {
            problems.Add(KeyValuePair.Create(SchemaKeys.Schema, e.Message));
        }
    }

    private static bool Belongs(string key, string rule) => key.StartsWith(RulePrefix + rule + ".", StringComparison.Ordinal);
}
