using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// The <c>sasl.*</c> keys, in the order in which Kafka clients declare them. Keys of type class are texts here: their classes are Java's.
/// </summary>
internal static class SaslKeys
{
    public static void Define(ConfigDef def)
    {
        Add(def, "sasl.kerberos.service.name", ConfigType.String, Importance.Medium, null, "Kerberos principal that brokers run as.");
        Add(def, "sasl.kerberos.kinit.cmd", ConfigType.String, Importance.Low, "/usr/bin/kinit", "Path of kinit.");
        Add(def, "sasl.kerberos.ticket.renew.window.factor", ConfigType.Double, Importance.Low, 0.8, "Part of a ticket's life after which it is renewed.");
        Add(def, "sasl.kerberos.ticket.renew.jitter", ConfigType.Double, Importance.Low, 0.05, "Random part added to the renewal.");
        Add(def, "sasl.kerberos.min.time.before.relogin", ConfigType.Long, Importance.Low, 60000L, "Milliseconds between renewals.");
        Add(def, "sasl.login.refresh.window.factor", ConfigType.Double, Importance.Low, 0.8, "Part of a token's life after which it is renewed.", ConfigValidator.Between(0.5, 1));
        Add(def, "sasl.login.refresh.window.jitter", ConfigType.Double, Importance.Low, 0.05, "Random part added to the renewal.", ConfigValidator.Between(0, 0.25));
        Add(def, "sasl.login.refresh.min.period.seconds", ConfigType.Short, Importance.Low, (short)60, "Fewest seconds between renewals of a token.", ConfigValidator.Between(0, 900));
        Add(def, "sasl.login.refresh.buffer.seconds", ConfigType.Short, Importance.Low, (short)300, "Seconds kept between renewal and end of a token.", ConfigValidator.Between(0, 3600));
        Add(def, "sasl.mechanism", ConfigType.String, Importance.Medium, "GSSAPI", "SASL mechanism: GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER.");
        Add(def, "sasl.jaas.config", ConfigType.Password, Importance.Medium, null, "Login module and its options.");
        Add(def, "sasl.client.callback.handler.class", ConfigType.String, Importance.Medium, null, "Callback handler class of the client.");
        Add(def, "sasl.login.callback.handler.class", ConfigType.String, Importance.Medium, null, "Callback handler class of the login.");
        Add(def, "sasl.login.class", ConfigType.String, Importance.Medium, null, "Login class.");
        Add(def, "sasl.login.connect.timeout.ms", ConfigType.Int, Importance.Low, null, "Milliseconds to connect to the token endpoint.");
        Add(def, "sasl.login.read.timeout.ms", ConfigType.Int, Importance.Low, null, "Milliseconds to wait for the token endpoint's answer.");
        Add(def, "sasl.login.retry.backoff.max.ms", ConfigType.Long, Importance.Low, 10000L, "Most milliseconds before a retry of such a call.");
        Add(def, "sasl.login.retry.backoff.ms", ConfigType.Long, Importance.Low, 100L, "Milliseconds before the first retry of such a call.");
        Add(def, "sasl.oauthbearer.jwt.retriever.class", ConfigType.String, Importance.Medium, "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever", "Kafka's class that gets tokens; the one for client credentials is known.");
        Add(def, "sasl.oauthbearer.jwt.validator.class", ConfigType.String, Importance.Medium, "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator", "Kafka's class that looks at tokens.");
        Add(def, "sasl.oauthbearer.scope", ConfigType.String, Importance.Medium, null, "Scope to ask for.");
        Add(def, "sasl.oauthbearer.client.credentials.client.id", ConfigType.String, Importance.Medium, null, "Client id to ask with.");
        Add(def, "sasl.oauthbearer.client.credentials.client.secret", ConfigType.Password, Importance.Medium, null, "Client secret to ask with.");
        Add(def, "sasl.oauthbearer.assertion.algorithm", ConfigType.String, Importance.Medium, "RS256", "For the grant by assertion, which is not offered here.", ConfigValidator.OneOfIgnoringCase("ES256", "RS256"));
        Add(def, "sasl.oauthbearer.assertion.claim.aud", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.claim.exp.seconds", ConfigType.Int, Importance.Low, 300, "As above.", ConfigValidator.Between(0, 86400));
        Add(def, "sasl.oauthbearer.assertion.claim.iss", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.claim.jti.include", ConfigType.Boolean, Importance.Medium, false, "As above.");
        Add(def, "sasl.oauthbearer.assertion.claim.nbf.seconds", ConfigType.Int, Importance.Low, 60, "As above.", ConfigValidator.Between(0, 3600));
        Add(def, "sasl.oauthbearer.assertion.claim.sub", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.file", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.private.key.file", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.private.key.passphrase", ConfigType.Password, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.assertion.template.file", ConfigType.String, Importance.Medium, null, "As above.");
        Add(def, "sasl.oauthbearer.scope.claim.name", ConfigType.String, Importance.Low, "scope", "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.sub.claim.name", ConfigType.String, Importance.Low, "sub", "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.token.endpoint.url", ConfigType.String, Importance.Medium, null, "Where tokens are got.");
        Add(def, "sasl.oauthbearer.jwks.endpoint.url", ConfigType.String, Importance.Medium, null, "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.jwks.endpoint.refresh.ms", ConfigType.Long, Importance.Low, 3600000L, "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", ConfigType.Long, Importance.Low, 10000L, "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", ConfigType.Long, Importance.Low, 100L, "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.clock.skew.seconds", ConfigType.Int, Importance.Low, 30, "For brokers, which check tokens.");
        Add(def, "sasl.oauthbearer.expected.audience", ConfigType.List, Importance.High, "", "Audience that tokens must name.", ConfigValidator.UniqueList(allowEmpty: true));
        Add(def, "sasl.oauthbearer.expected.issuer", ConfigType.String, Importance.High, null, "Issuer that tokens must name.");
        Add(def, "sasl.oauthbearer.header.urlencode", ConfigType.Boolean, Importance.Low, false, "Whether id and secret are encoded for URLs in the header.");
    }

    private static void Add(ConfigDef def, string name, ConfigType type, Importance importance, object? value, string doc, ConfigValidator? validator = null) =>
        def.Define(WorkerKeys.Key(name, type, importance, doc) with { Default = value, Validator = validator });
}
