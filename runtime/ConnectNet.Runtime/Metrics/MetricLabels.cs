using System.Globalization;
using System.Text.RegularExpressions;

namespace ConnectNet.Runtime.Metrics;

/// <summary>Labels as the Java worker's exporter shows them. Pure functions.</summary>
internal static partial class MetricLabels
{
    public static KeyValuePair<string, object?>[] Connector(string connector) => [new("connector", Value(connector))];

    public static KeyValuePair<string, object?>[] Task(string connector, int task) =>
        [new("connector", Value(connector)), new("task", task.ToString(CultureInfo.InvariantCulture))];

    public static KeyValuePair<string, object?>[] Client(string clientId) => [new("clientid", Value(clientId))];

    /// <summary>JMX puts a name with other characters than these in quotes, and the exporter keeps them.</summary>
    public static string Value(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '%' or '.' or ' '))
            {
                return "\"" + Special().Replace(text, "\\$0") + "\"";
            }
        }

        return text;
    }

    [GeneratedRegex("[\"*?\\\\]")]
    private static partial Regex Special();
}
