using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Transforms.Validation;

/// <summary>What becomes of a record that breaks a rule; where it breaks several, the last of these that applies is done.</summary>
internal enum RuleAction
{
    /// <summary>It goes on with a header that names the rules.</summary>
    Tag,

    /// <summary>It is dropped.</summary>
    Drop,

    /// <summary>It is an error that the connector's tolerance may send to the dead-letter queue.</summary>
    DeadLetter,

    /// <summary>The task fails.</summary>
    Fail,
}

/// <summary>The actions as configurations and metrics name them. Stateless.</summary>
internal static class RuleActions
{
    /// <summary>All names, in the order in which the documentation lists them.</summary>
    public static string[] Names { get; } = ["fail", "dead-letter", "drop", "tag"];

    /// <summary>Accepts the names in any case, and nothing.</summary>
    public static ConfigValidator OptionalValidator { get; } = ConfigValidator.From(static v => v is null || Names.Contains((v as string)?.ToLowerInvariant())
        ? null
        : "String must be one of (case insensitive): " + string.Join(", ", Names));

    /// <summary>The name.</summary>
    public static string NameOf(this RuleAction action) => action == RuleAction.DeadLetter ? "dead-letter" : action.ToString().ToLowerInvariant();

    /// <summary>The action of a name in any case.</summary>
    public static RuleAction Parse(string name) => Enum.GetValues<RuleAction>().Single(a => a.NameOf().Equals(name, StringComparison.OrdinalIgnoreCase));
}
