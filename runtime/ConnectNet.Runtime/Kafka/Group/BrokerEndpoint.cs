using System.Globalization;
using System.Text.RegularExpressions;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>Address of a broker, and its id; an id below 0 is that of a bootstrap server.</summary>
internal sealed partial record BrokerEndpoint(string Host, int Port, int Id = -1)
{
    /// <summary>The same broker in its role as a coordinator: Java's clients show it as a node of its own.</summary>
    public BrokerEndpoint AsCoordinator => this with { Id = int.MaxValue - Id };

    /// <summary>Parses <c>host:port</c> or <c>[v6]:port</c>, with a listener's name in front or without, as Java's clients do.</summary>
    /// <exception cref="ConfigException">It is no such address; Java's text.</exception>
    public static BrokerEndpoint Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            throw new ConfigException("Invalid url in bootstrap.servers: " + text);
        }

        var host = match.Groups["host"].Value;
        return int.TryParse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= ushort.MaxValue
            ? new BrokerEndpoint(host.Length > 0 ? host : "localhost", port)
            : throw new ConfigException("Invalid port in bootstrap.servers: " + text);
    }

    public override string ToString() => (Host.Contains(':', StringComparison.Ordinal) ? "[" + Host + "]" : Host) + ":" + Port;

    [GeneratedRegex(@"^(?:[0-9a-zA-Z\-%._]*://)?\[?(?<host>[0-9a-zA-Z\-%._:]*)\]?:(?<port>[0-9]+)\z")]
    private static partial Regex Form();
}
