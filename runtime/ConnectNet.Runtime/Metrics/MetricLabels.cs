using System.Globalization;
using System.Text.RegularExpressions;

namespace ConnectNet.Runtime.Metrics;

/// <summary>Labels as the Java worker's exporter shows them. Pure functions.</summary>
internal static partial class MetricLabels
{
    public static KeyValuePair<string, object?>[] Connector(string connector) => [new("connector", Value(connector))];

    public static KeyValuePair<string, object?>[] Task(string connector, int task) =>
        [new("connector", Value(connector)), new("task", task.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A part of a task: <c>converter</c> with its role, <c>transformation</c> or <c>predicate</c> with its alias.</summary>
    public static KeyValuePair<string, object?>[] Part(string connector, int task, string kind, string name) =>
        [.. Task(connector, task), new(kind, Value(name))];

    /// <summary>A plug-in of the worker itself: the key that lists it, and its class without packages and outer classes.</summary>
    public static KeyValuePair<string, object?>[] WorkerPlugin(string key, string className) =>
        [new("config", Value(key)), new("class", Value(className[(className.LastIndexOfAny(['.', '$', '+']) + 1)..]))];

    public static KeyValuePair<string, object?>[] Client(string clientId) => [new("clientid", Value(clientId))];

    /// <summary>JMX puts a name with other characters than these in quotes, and the exporter keeps them.</summary>
    public static string Value(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '%' or '.' or ' ' or '\t'))
            {
                return "\"" + Special().Replace(text, "\\$0").Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
            }
        }

        return text;
    }

    [GeneratedRegex("[\"*?\\\\]")]
    private static partial Regex Special();
}
