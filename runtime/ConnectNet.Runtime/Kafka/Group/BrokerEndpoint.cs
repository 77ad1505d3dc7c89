namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>Address of a broker, and its id; an id below 0 is that of a bootstrap server.</summary>
internal sealed record BrokerEndpoint(string Host, int Port, int Id = -1)
{
    /// <summary>The same broker in its role as a coordinator: Java's clients show it as a node of its own.</summary>
    public BrokerEndpoint AsCoordinator => this with { Id = int.MaxValue - Id };

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
