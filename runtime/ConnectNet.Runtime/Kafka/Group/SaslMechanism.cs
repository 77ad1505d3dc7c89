using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Kerberos;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// A SASL mechanism with its credentials: makes one conversation per connection. Thread-safe; holds secrets, which never appear in texts.
/// </summary>
internal abstract class SaslMechanism
{
    /// <summary>The mechanism's name on the wire.</summary>
    public abstract string Name { get; }

    /// <summary>Reads mechanism and credentials from a Java client's <c>sasl.*</c> properties.</summary>
    public static SaslMechanism Create(IReadOnlyDictionary<string, string?> properties)
    {
        var mechanism = SaslJaas.Mechanism(properties);
        var jaas = SaslJaas.Options(properties);
        return mechanism switch
        {
            "PLAIN" => new SaslPlain(Option(jaas, "username"), Option(jaas, "password")),
            "SCRAM-SHA-256" or "SCRAM-SHA-512" => new SaslScram(mechanism, Option(jaas, "username"), Option(jaas, "password")),
            "OAUTHBEARER" => new SaslOAuthBearer(OAuthTokens.Create(properties, jaas)),
            "GSSAPI" => new SaslGssapi(KerberosLogin.Of(KerberosOptions.Read(properties, jaas)), KerberosOptions.ReadService(properties, jaas)),
            _ => throw new ConfigException("sasl.mechanism", mechanism, "supported are PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER and GSSAPI"),
        };
    }

    /// <summary>Chooses the mechanism and holds its conversation; again on a connection whose session is about to end.</summary>
    /// <returns>How long the broker lets the session last; zero for ever.</returns>
    public async Task<TimeSpan> AuthenticateAsync(BrokerConnection connection, CancellationToken cancellationToken)
    {
        var error = await connection.ExchangeAsync(
            ApiKey.SaslHandshake, 1, (body, _) => body.String(Name), static (body, _) => (BrokerError)body.Int16(), cancellationToken)
            .ConfigureAwait(false);
        if (error != BrokerError.None)
        {
            throw new BrokerException(error, "Client SASL mechanism '" + Name + "' not enabled in the server " + connection.Endpoint);
        }

        using var conversation = await StartAsync(connection.Endpoint.Host, cancellationToken).ConfigureAwait(false);
        var challenge = Array.Empty<byte>();
        var lifetime = TimeSpan.Zero;
        while (conversation.Next(challenge) is { } token)
        {
            (challenge, lifetime) = await SendAsync(connection, token, cancellationToken).ConfigureAwait(false);
        }

        return lifetime;
    }

    /// <summary>Begins a conversation with a broker.</summary>
    protected abstract ValueTask<SaslConversation> StartAsync(string host, CancellationToken cancellationToken);

    private async Task<(byte[] Challenge, TimeSpan Lifetime)> SendAsync(BrokerConnection connection, byte[] token, CancellationToken cancellationToken)
    {
        var version = connection.VersionOf(ApiKey.SaslAuthenticate);
        var (error, text, challenge, lifetime) = await connection.ExchangeAsync(
            ApiKey.SaslAuthenticate,
            version,
            (body, _) =>
            {
                body.Bytes(token);
                body.Tags();
            },
            static (body, version) =>
                ((BrokerError)body.Int16(), body.NullableString(), body.Bytes(), version >= 1 ? TimeSpan.FromMilliseconds(body.Int64()) : TimeSpan.Zero),
            cancellationToken).ConfigureAwait(false);
        return error == BrokerError.None
            ? (challenge, lifetime)
            : throw new BrokerException(error, text ?? "Authentication failed during authentication due to invalid credentials with SASL mechanism " + Name);
    }

    private static string Option(IReadOnlyDictionary<string, string> options, string name) =>
        options.GetValueOrDefault(name) ?? throw new ConfigException("sasl.jaas.config lacks the option '" + name + "'");
}
