using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The <c>sasl.*</c> keys, as Kafka clients take them.</summary>
internal static class SaslKeys
{
    public static void Define(ConfigDef def)
    {
        Add(def, "sasl.mechanism", ConfigType.String, "GSSAPI", "SASL mechanism: GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER.");
        Add(def, "sasl.jaas.config", ConfigType.Password, null, "Login module and its options.");
        Add(def, "sasl.client.callback.handler.class", ConfigType.String, null, "Callback handler class of the client.");
        Add(def, "sasl.login.callback.handler.class", ConfigType.String, null, "Callback handler class of the login.");
        Add(def, "sasl.login.class", ConfigType.String, null, "Login class.");
        Add(def, "sasl.kerberos.service.name", ConfigType.String, null, "Kerberos principal that brokers run as.");
        Add(def, "sasl.kerberos.kinit.cmd", ConfigType.String, "/usr/bin/kinit", "Path of kinit.");
        Add(def, "sasl.kerberos.ticket.renew.window.factor", ConfigType.Double, 0.8, "Part of a ticket's life after which it is renewed.");
        Add(def, "sasl.kerberos.ticket.renew.jitter", ConfigType.Double, 0.05, "Random part added to the renewal.");
        Add(def, "sasl.kerberos.min.time.before.relogin", ConfigType.Long, 60000L, "Milliseconds between renewals.");
        Add(def, "sasl.login.refresh.window.factor", ConfigType.Double, 0.8, "Part of a token's life after which it is renewed.");
        Add(def, "sasl.login.refresh.window.jitter", ConfigType.Double, 0.05, "Random part added to the renewal.");
        Add(def, "sasl.login.refresh.min.period.seconds", ConfigType.Short, (short)60, "Fewest seconds between renewals of a token.");
        Add(def, "sasl.login.refresh.buffer.seconds", ConfigType.Short, (short)300, "Seconds kept between renewal and end of a token.");
        Add(def, "sasl.login.connect.timeout.ms", ConfigType.Int, null, "Milliseconds to connect to the token endpoint.");
        Add(def, "sasl.login.read.timeout.ms", ConfigType.Int, null, "Milliseconds to wait for the token endpoint's answer.");

        Add(def, "sasl.login.retry.backoff.ms", ConfigType.Long, 100L, "Milliseconds before the first retry of such a call.");
        Add(def, "sasl.login.retry.backoff.max.ms", ConfigType.Long, 10000L, "Most milliseconds before a retry of such a call.");
        Add(def, "sasl.oauthbearer.token.endpoint.url", ConfigType.String, null, "Where tokens are got.");
        Add(def, "sasl.oauthbearer.scope", ConfigType.String, null, "Scope to ask for.");
        Add(def, "sasl.oauthbearer.client.credentials.client.id", ConfigType.String, null, "Client id to ask with.");
        Add(def, "sasl.oauthbearer.client.credentials.client.secret", ConfigType.Password, null, "Client secret to ask with.");
        Add(def, "sasl.oauthbearer.expected.audience", ConfigType.List, null, "Audience that tokens must name.");
        Add(def, "sasl.oauthbearer.expected.issuer", ConfigType.String, null, "Issuer that tokens must name.");
    }

    private static void Add(ConfigDef def, string name, ConfigType type, object? value, string doc) =>
        def.Define(WorkerKeys.Key(name, type, Importance.Medium, doc) with { Default = value });
}
