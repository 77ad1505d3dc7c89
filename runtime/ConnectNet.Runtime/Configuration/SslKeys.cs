using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>The <c>ssl.*</c> keys, used for brokers and for the REST server.</summary>
internal static class SslKeys
{
    private static readonly ConfigValidator Unique = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false);

    public static void Define(ConfigDef def)
    {
        Text(def, "ssl.protocol", "TLSv1.3", "TLS version to begin with.");
        Text(def, "ssl.provider", null, "A Java class; named in the log where it is set.");
        List(def, "ssl.cipher.suites", "Cipher suites allowed; empty for the platform's.");
        def.Define(WorkerKeys.Key("ssl.enabled.protocols", ConfigType.List, Importance.Medium, "TLS versions allowed.")
            with
        { Default = "TLSv1.2,TLSv1.3", Validator = Unique });
        Text(def, "ssl.keystore.type", "JKS", "Type of the key store; the content decides.");
        Text(def, "ssl.keystore.location", null, "File with the own certificate and key: JKS, PKCS12 or PEM.", Importance.High);
        Secret(def, "ssl.keystore.password", "Password of the key store.");
        Secret(def, "ssl.key.password", "Password of the key.");
        Secret(def, "ssl.keystore.key", "The own key itself, in PEM.");
        Secret(def, "ssl.keystore.certificate.chain", "The own certificates themselves, in PEM.");
        Secret(def, "ssl.truststore.certificates", "Trusted certificates themselves, in PEM.");
        Text(def, "ssl.truststore.type", "JKS", "Type of the trust store; the content decides.");
        Text(def, "ssl.truststore.location", null, "File with trusted certificates: JKS, PKCS12 or PEM.", Importance.High);
        Secret(def, "ssl.truststore.password", "Password of the trust store.");
        Text(def, "ssl.keymanager.algorithm", "SunX509", "A Java class; named in the log where it is set.", Importance.Low);
        Text(def, "ssl.trustmanager.algorithm", "PKIX", "A Java class; named in the log where it is set.", Importance.Low);
        Text(def, "ssl.endpoint.identification.algorithm", "https", "https checks the peer's host name; empty does not.", Importance.Low);
        Text(def, "ssl.secure.random.implementation", null, "A Java class; named in the log where it is set.", Importance.Low);
        def.Define(WorkerKeys.Key("ssl.engine.factory.class", ConfigType.String, Importance.Low, "A Java class; any but Kafka's own is refused.") with { Default = null });
    }

    private static void Text(ConfigDef def, string name, string? value, string doc, Importance importance = Importance.Medium) =>
        def.Define(WorkerKeys.Key(name, ConfigType.String, importance, doc) with { Default = value });

    private static void List(ConfigDef def, string name, string doc) =>
        def.Define(WorkerKeys.Key(name, ConfigType.List, Importance.Low, doc) with { Default = "", Validator = Unique });

    private static void Secret(ConfigDef def, string name, string doc) =>
        def.Define(WorkerKeys.Key(name, ConfigType.Password, Importance.High, doc) with { Default = null });
}
