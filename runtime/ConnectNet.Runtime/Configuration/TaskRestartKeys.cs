using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// The keys of automatic task restarts, which the Java worker does not know: in the worker's configuration for all connectors, in a
/// connector's for its own tasks.
/// </summary>
internal static class TaskRestartKeys
{
    public const string Prefix = "task.restart.";
    public const string Policy = "task.restart.policy";
    public const string FirstDelay = "task.restart.delay.ms";
    public const string MaxDelay = "task.restart.delay.max.ms";
    public const string MaxAttempts = "task.restart.max.attempts";
    public const string ResetAfter = "task.restart.reset.after.ms";
    public const string OnFailure = "on-failure";

    private const string Off = "off";

    /// <summary>The keys alone.</summary>
    public static ConfigDef Def { get; } = Define(new ConfigDef());

    /// <summary>Whether a connector's config has one of the keys; without, they are not shown, as the Java worker does not know them.</summary>
    public static bool AreUsed(IReadOnlyDictionary<string, string?> config) => config.Keys.Any(static k => k.StartsWith(Prefix, StringComparison.Ordinal));

    /// <summary>Adds the keys.</summary>
    public static ConfigDef Define(ConfigDef def) => def
        .Define(Key(Policy, ConfigType.String, Off, "Whether tasks that failed are restarted after a pause: off, or on-failure.", 20)
            with
        { Validator = ConfigValidator.OneOf(Off, OnFailure) })
        .Define(Key(FirstDelay, ConfigType.Long, 10_000L, "Milliseconds before the first restart of a failed task; each further one doubles them.", 21)
            with
        { Validator = ConfigValidator.AtLeast(0) })
        .Define(Key(MaxDelay, ConfigType.Long, 600_000L, "The longest pause before a restart, in milliseconds.", 22) with { Validator = ConfigValidator.AtLeast(0) })
        .Define(Key(MaxAttempts, ConfigType.Int, 10, "Restarts after which a task stays FAILED until somebody restarts it; -1 for no limit.", 23)
            with
        { Validator = ConfigValidator.AtLeast(-1) })
        .Define(Key(ResetAfter, ConfigType.Long, 600_000L, "A task that has run for so many milliseconds begins to count its restarts anew.", 24)
            with
        { Validator = ConfigValidator.AtLeast(0) });

    private static ConfigKey Key(string name, ConfigType type, object value, string doc, int order) => new(name, type, Importance.Low, doc)
    {
        Default = value,
        Group = "Common",
        Order = order,
        Width = ConfigWidth.Short,
        DisplayName = char.ToUpperInvariant(name[0]) + name[1..].Replace('.', ' '),
    };
}
