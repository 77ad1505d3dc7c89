using System.Globalization;
using System.Text.RegularExpressions;

namespace ConnectNet.Runtime.Configuration;

/// <summary>An address of the REST server.</summary>
/// <param name="Protocol"><c>http</c> or <c>https</c>.</param>
/// <param name="Host">Host or IP address without brackets; empty for all interfaces.</param>
/// <param name="Port">Port; 0 lets the system choose.</param>
internal sealed partial record RestListener(string Protocol, string Host, int Port)
{
    public bool IsHttps => Protocol == "https";

    /// <summary>Reads <c>protocol://host:port</c>; null where the text has another form.</summary>
    public static RestListener? TryParse(string text)
    {
        var match = Form().Match(text);
        return match.Success && int.TryParse(match.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? new RestListener(match.Groups["protocol"].Value.ToLowerInvariant(), match.Groups["host"].Value.Trim('[', ']'), port)
            : null;
    }

    public override string ToString() => $"{Protocol}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    [GeneratedRegex(@"^(?<protocol>[^:]*)://(?<host>\[[0-9a-fA-F:%._]*\]|[^\s:/\[\]]*):(?<port>\d+)$")]
    private static partial Regex Form();
}
