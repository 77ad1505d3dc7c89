using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Transforms.Validation.Checks;

namespace ConnectNet.Transforms.Validation;

/// <summary>The keys of one rule, declared once, and how a rule is made of them. Stateless.</summary>
internal static class RuleKeys
{
    /// <summary>Key of the action.</summary>
    public const string Action = "action";

    private const string Field = "field";
    private const string Required = "required";
    private const string Type = "type";
    private const string Min = "min";
    private const string Max = "max";
    private const string ExclusiveMin = "exclusive.min";
    private const string ExclusiveMax = "exclusive.max";
    private const string MinLength = "min.length";
    private const string MaxLength = "max.length";
    private const string Pattern = "pattern";
    private const string Allowed = "allowed";
    private const string CompareOperator = "compare.operator";
    private const string CompareField = "compare.field";

    /// <summary>The declaration; in a connector's config the keys stand behind <c>rule.NAME.</c>.</summary>
    public static ConfigDef Def { get; } = new ConfigDef()
        .Define(Text(Field, "The field that the rule is about: a path with dots, names that hold dots in backticks, <code>*</code> for every "
            + "element of a list or map. Empty means the whole key or value.", PathProblem) with { Default = "" })
        .Define(new ConfigKey(Required, ConfigType.Boolean, Importance.High, "Whether the field must be there and not be null. Other conditions hold for null.")
        {
            Default = false,
        })
        .Define(new ConfigKey(Type, ConfigType.String, Importance.High, "The kind of value: " + string.Join(", ", TypeCheck.Names) + ".")
        {
            Default = null, Validator = ConfigValidator.OneOf([.. TypeCheck.Names, null]),
        })
        .Define(Text(Min, "The least number or time (ISO 8601) allowed.", BoundProblem))
        .Define(Text(Max, "The greatest number or time (ISO 8601) allowed.", BoundProblem))
        .Define(Text(ExclusiveMin, "A number or time that the value must exceed.", BoundProblem))
        .Define(Text(ExclusiveMax, "A number or time that the value must stay below.", BoundProblem))
        .Define(Length(MinLength, "The least length of a text, byte string, list or map."))
        .Define(Length(MaxLength, "The greatest length of a text, byte string, list or map."))
        .Define(Text(Pattern, "A Java regular expression that the whole text must match.", PatternProblem))
        .Define(new ConfigKey(Allowed, ConfigType.List, Importance.Medium, "The values allowed, separated by commas.")
        {
            Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true),
        })
        .Define(new ConfigKey(
            CompareOperator, ConfigType.String, Importance.Medium, "How the value relates to that of another field: " + string.Join(", ", CompareCheck.Operators) + ".")
        {
            Default = null, Validator = ConfigValidator.OneOf([.. CompareCheck.Operators, null]),
        })
        .Define(Text(CompareField, "The other field of a comparison; a record where it is null passes.", SinglePathProblem))
        .Define(new ConfigKey(Action, ConfigType.String, Importance.High, "What becomes of records that break the rule; empty takes the key <code>action</code>.")
        {
            Default = null, Validator = RuleActions.OptionalValidator,
        });

    /// <summary>Makes a rule.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="config">Its keys, without prefix.</param>
    /// <param name="defaultAction">The action of rules that name none.</param>
    /// <exception cref="ConfigException">A key is wrong, or the rule checks nothing; keys are named without prefix.</exception>
    public static FieldRule Parse(string name, IReadOnlyDictionary<string, string?> config, RuleAction defaultAction)
    {
        if (config.Keys.FirstOrDefault(k => !Def.Keys.ContainsKey(k)) is { } unknown)
        {
            throw new ConfigException(unknown, config[unknown], "a rule has no such key; its keys are " + string.Join(", ", Def.Keys.Keys));
        }

        var parsed = Def.Parse(config);
        var checks = ChecksOf(parsed).ToArray();
        var required = parsed.Boolean(Required);
        if (checks.Length == 0 && !required)
        {
            throw new ConfigException(Field, parsed.Text(Field), $"rule {name} checks nothing; set at least one of "
                + string.Join(", ", Def.Keys.Keys.Where(k => k is not (Field or Action or CompareField))));
        }

        var action = parsed.Text(Action) is { } text ? RuleActions.Parse(text) : defaultAction;
        return new FieldRule(name, new RulePath(parsed.RequiredText(Field)), required, checks, action);
    }

    private static IEnumerable<Check> ChecksOf(ParsedConfig parsed)
    {
        if (parsed.Text(Type) is { } type)
        {
            yield return new TypeCheck(type);
        }

        foreach (var (key, isMinimum, isExclusive) in new[] { (Min, true, false), (ExclusiveMin, true, true), (Max, false, false), (ExclusiveMax, false, true) })
        {
            if (parsed.Text(key) is { } bound)
            {
                yield return new RangeCheck(bound, isMinimum, isExclusive);
            }
        }

        if (parsed.Values[MinLength] is not null || parsed.Values[MaxLength] is not null)
        {
            yield return new LengthCheck((int?)parsed.Values[MinLength] ?? 0, (int?)parsed.Values[MaxLength] ?? int.MaxValue);
        }

        if (parsed.Text(Pattern) is { } pattern)
        {
            yield return new PatternCheck(pattern);
        }

        if (parsed.List(Allowed) is { Count: > 0 } allowed)
        {
            yield return new AllowedCheck(allowed);
        }

        if (parsed.Text(CompareOperator) is { } comparison)
        {
            yield return new CompareCheck(comparison, new RulePath(parsed.Text(CompareField)
                ?? throw new ConfigException(CompareField, null, $"{CompareOperator} is set, so name the other field here")));
        }
        else if (parsed.Text(CompareField) is not null)
        {
            throw new ConfigException(CompareOperator, null, $"{CompareField} is set, so give one of {string.Join(" ", CompareCheck.Operators)} here");
        }
    }

    private static ConfigKey Text(string name, string documentation, Func<string, string?> problem) =>
        new(name, ConfigType.String, Importance.Medium, documentation)
        {
            Default = null, Validator = ConfigValidator.From(value => value is string text ? problem(text) : null),
        };

    private static ConfigKey Length(string name, string documentation) => new(name, ConfigType.Int, Importance.Medium, documentation)
    {
        Default = null, Validator = ConfigValidator.From(value => value is int and < 0 ? "Value must be at least 0" : null),
    };

    private static string? BoundProblem(string text) => Try(() => new RangeCheck(text, isMinimum: true, isExclusive: false));

    private static string? PathProblem(string text) => Try(() => new RulePath(text));

    private static string? SinglePathProblem(string text) =>
        PathProblem(text) ?? (new RulePath(text).IsMultiple ? "a comparison needs one field, so the path may not contain *" : null);

    private static string? PatternProblem(string text) => JavaRegex.Problem(text) is { } problem ? "Invalid regex: " + problem : null;

    private static string? Try(Func<object> make)
    {
        try
        {
            make();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
