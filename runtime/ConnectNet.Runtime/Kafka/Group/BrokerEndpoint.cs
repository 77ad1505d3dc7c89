namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>Address of a broker.</summary>
internal sealed record BrokerEndpoint(string Host, int Port)
{
    /// <summary>Parses <c>host:port</c> or <c>[v6]:port</c>; null where it is neither.</summary>
    public static BrokerEndpoint? Parse(string text)
    {
        // Java takes a listener name in front, as in PLAINTEXT://host:9092.
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        var address = scheme < 0 ? text : text[(scheme + 3)..];
        var colon = address.LastIndexOf(':');
        return colon > 0 && int.TryParse(address[(colon + 1)..], out var port)
            ? new BrokerEndpoint(address[..colon].Trim('[', ']'), port)
            : null;
    }

    public override string ToString() => Host + ":" + Port;
}
