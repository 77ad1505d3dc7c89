using System.Text.RegularExpressions;

namespace ConnectNet.Tools.Compatibility;

/// <summary>Reads the log of a worker of either kind, which has Kafka's line format.</summary>
internal static partial class LogLines
{
    /// <summary>The lines of these loggers, without time and line number: level, context, message with numbers and ids blanked, logger.</summary>
    public static IReadOnlySet<string> Of(string log, params string[] loggers) => Line().Matches(log)
        .Where(line => loggers.Contains(line.Groups["logger"].Value))
        .Select(line => $"{line.Groups["level"].Value} {Blanked(line.Groups["message"].Value)} ({line.Groups["logger"].Value})")
        .ToHashSet();

    private static string Blanked(string message) => Number().Replace(Assignment().Replace(message, "{…}"), "N");

    [GeneratedRegex(@"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] (?<level>\w+) (?<message>.*) \((?<logger>[\w.$]+):\d+\)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    // What an offset consists of beyond its number is the client's business.
    [GeneratedRegex(@"(?<=: )\{.*\}|null$")]
    private static partial Regex Assignment();

    [GeneratedRegex(@"\d+(\.\d+)?")]
    private static partial Regex Number();
}
