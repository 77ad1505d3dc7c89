using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Logging;

/// <summary>The levels of log4j 2, which operators set over REST, from none to all.</summary>
internal enum JavaLevel
{
    Off,
    Fatal,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
    All,
}

/// <summary>Names of the levels and their counterparts in .NET.</summary>
internal static class JavaLevels
{
    private static readonly Dictionary<string, JavaLevel> ByName =
        Enum.GetValues<JavaLevel>().ToDictionary(level => level.Name(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The upper-case name.</summary>
    public static string Name(this JavaLevel level) => level.ToString().ToUpperInvariant();

    /// <summary>The level of this name, blanks and case ignored; null for other texts.</summary>
    public static JavaLevel? Parse(string name) => ByName.TryGetValue(name.Trim(), out var level) ? level : null;

    /// <summary>Java's level for a line logged in .NET.</summary>
    public static JavaLevel Of(LogLevel level) => level switch
    {
        LogLevel.Trace => JavaLevel.Trace,
        LogLevel.Debug => JavaLevel.Debug,
        LogLevel.Information => JavaLevel.Info,
        LogLevel.Warning => JavaLevel.Warn,
        LogLevel.Error => JavaLevel.Error,
        LogLevel.Critical => JavaLevel.Fatal,
        _ => JavaLevel.Off,
    };
}
