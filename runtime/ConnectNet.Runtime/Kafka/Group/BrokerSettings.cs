using System.Globalization;
using System.Net.Security;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>How our own protocol client reaches the brokers, from a Java client's properties. Immutable; holds secrets.</summary>
internal sealed class BrokerSettings
{
    /// <summary>Reads the properties; errors name the key.</summary>
    public BrokerSettings(IReadOnlyDictionary<string, string?> properties, string clientId)
    {
        ClientId = clientId;
        Bootstrap = BootstrapServers.Parse(properties.GetValueOrDefault("bootstrap.servers"));
        if (Bootstrap.Count == 0)
        {
            throw new ConfigException("No resolvable bootstrap urls given in bootstrap.servers");
        }

        EachMustResolve = properties.GetValueOrDefault("client.dns.lookup")?.Trim() == BootstrapServers.ResolveCanonical;
        ApiTimeout = Milliseconds(properties, "default.api.timeout.ms", 60000);
        RequestTimeout = Milliseconds(properties, "request.timeout.ms", 40000);
        ConnectTimeout = Milliseconds(properties, "socket.connection.setup.timeout.max.ms", 30000);
        var protocol = (properties.GetValueOrDefault("security.protocol") ?? "PLAINTEXT").Trim().ToUpperInvariant();
        if (protocol != "PLAINTEXT")
        {
            ClientSecurity.Refuse(properties);
        }

        Tls = protocol is "SSL" or "SASL_SSL" ? BrokerTls.Options(properties) : null;
        Sasl = protocol is "SASL_PLAINTEXT" or "SASL_SSL" ? SaslMechanism.Create(properties) : null;
    }

    public IReadOnlyList<BrokerEndpoint> Bootstrap { get; }

    /// <summary>Whether no name of <see cref="Bootstrap"/> may be unknown.</summary>
    public bool EachMustResolve { get; }

    public string ClientId { get; }

    /// <summary>How long what takes several requests, or tries, may go on.</summary>
    public TimeSpan ApiTimeout { get; }

    public TimeSpan RequestTimeout { get; }

    public TimeSpan ConnectTimeout { get; }

    /// <summary>Makes the TLS options for a host, or null for plain connections.</summary>
    public Func<string, SslClientAuthenticationOptions>? Tls { get; }

    public SaslMechanism? Sasl { get; }

    /// <summary>Where connections count what they do, or null for nowhere.</summary>
    public NetworkMetrics? Network { get; init; }

    private static TimeSpan Milliseconds(IReadOnlyDictionary<string, string?> properties, string key, int fallback) =>
        properties.GetValueOrDefault(key) is { } text && double.TryParse(text, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromMilliseconds(value)
            : TimeSpan.FromMilliseconds(fallback);
}
