using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>TLS and SASL properties of Java's clients in librdkafka's words. Nothing here is logged.</summary>
internal static class ClientSecurity
{
    /// <summary>Java keys that only this class reads; librdkafka has other names for what they say.</summary>
    private static readonly HashSet<string> JavaKeys =
    [
        "security.protocol", "sasl.mechanism", "sasl.jaas.config", "sasl.kerberos.service.name", "sasl.kerberos.kinit.cmd",
        "sasl.oauthbearer.token.endpoint.url", "sasl.oauthbearer.scope", "ssl.cipher.suites", "ssl.enabled.protocols",
        "ssl.endpoint.identification.algorithm", "ssl.key.password", "ssl.truststore.location", "ssl.truststore.password",
        "ssl.truststore.type", "ssl.truststore.certificates", "ssl.keystore.location", "ssl.keystore.password", "ssl.keystore.type",
        "ssl.keystore.key", "ssl.keystore.certificate.chain",
    ];

    /// <summary>Java keys that would change how a client authenticates, and cannot be followed.</summary>
    private static readonly string[] Unsupported =
    [
        "sasl.client.callback.handler.class", "sasl.login.callback.handler.class", "sasl.login.class", "ssl.engine.factory.class",
        "ssl.provider", "sasl.oauthbearer.jwt.retriever.class", "sasl.oauthbearer.jwt.validator.class",
    ];

    /// <summary>True for keys that only this class translates.</summary>
    public static bool Owns(string key) => JavaKeys.Contains(key);

    public static void Add(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result, List<string> unsupported)
    {
        var protocol = (java.GetValueOrDefault("security.protocol") ?? "PLAINTEXT").Trim().ToLowerInvariant();
        result["security.protocol"] = protocol;
        if (protocol is "ssl" or "sasl_ssl")
        {
            AddTls(java, result);
        }

        if (protocol is "sasl_plaintext" or "sasl_ssl")
        {
            AddSasl(java, result);
        }

        if (protocol != "plaintext")
        {
            unsupported.AddRange(Unsupported.Where(key => java.GetValueOrDefault(key) is { Length: > 0 } && !IsKnownHandler(java[key]!)));
        }
    }

    // Kafka's own handlers only say what the other keys say too.
    private static bool IsKnownHandler(string value) => value.StartsWith("org.apache.kafka.common.security.", StringComparison.Ordinal);

    private static void AddTls(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        var material = TlsSettings.Read(java);
        if (material.Roots is { } roots)
        {
            result["ssl.ca.pem"] = string.Concat(roots.Select(root => root.ExportCertificatePem() + "\n"));
        }

        if (material.Certificate is { } certificate)
        {
            result["ssl.certificate.pem"] =
                certificate.ExportCertificatePem() + "\n" + string.Concat(material.Chain.Select(link => link.ExportCertificatePem() + "\n"));
            using var key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()
                ?? throw new ConfigException("ssl.keystore.location", null, "the key is neither RSA nor EC");
            result["ssl.key.pem"] = key.ExportPkcs8PrivateKeyPem();
        }

        if (java.GetValueOrDefault("ssl.endpoint.identification.algorithm") is { } algorithm)
        {
            result["ssl.endpoint.identification.algorithm"] = algorithm.Trim().Length == 0 ? "none" : algorithm.Trim().ToLowerInvariant();
        }

        if (java.GetValueOrDefault("ssl.cipher.suites") is { Length: > 0 } suites)
        {
            result["ssl.cipher.suites"] = suites.Replace(" ", "", StringComparison.Ordinal).Replace(',', ':');
        }
    }

    private static void AddSasl(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        var mechanism = (java.GetValueOrDefault("sasl.mechanism") ?? "GSSAPI").Trim().ToUpperInvariant();
        var jaas = java.GetValueOrDefault("sasl.jaas.config") is { Length: > 0 } text
            ? JaasConfig.ParseEntry(text).Options
            : new Dictionary<string, string>();
        result["sasl.mechanisms"] = mechanism;
        switch (mechanism)
        {
            case "GSSAPI":
                Copy(jaas, "principal", result, "sasl.kerberos.principal");
                Copy(jaas, "keyTab", result, "sasl.kerberos.keytab");
                if ((jaas.GetValueOrDefault("serviceName") ?? java.GetValueOrDefault("sasl.kerberos.service.name")) is { } service)
                {
                    result["sasl.kerberos.service.name"] = service;
                }

                break;
            case "OAUTHBEARER":
                AddOAuth(java, jaas, result);
                break;
            default:
                Copy(jaas, "username", result, "sasl.username");
                Copy(jaas, "password", result, "sasl.password");
                break;
        }
    }

    private static void AddOAuth(
        IReadOnlyDictionary<string, string?> java, IReadOnlyDictionary<string, string> jaas, Dictionary<string, string> result)
    {
        if (jaas.GetValueOrDefault("unsecuredLoginStringClaim_sub") is { } subject)
        {
            result["enable.sasl.oauthbearer.unsecure.jwt"] = "true";
            result["sasl.oauthbearer.config"] = "principal=" + subject;
            return;
        }

        if (java.GetValueOrDefault("sasl.oauthbearer.token.endpoint.url") is not { Length: > 0 } url)
        {
            throw new ConfigException(
                "sasl.mechanism=OAUTHBEARER needs sasl.oauthbearer.token.endpoint.url, or unsecuredLoginStringClaim_sub in sasl.jaas.config");
        }

        result["sasl.oauthbearer.method"] = "oidc";
        result["sasl.oauthbearer.token.endpoint.url"] = url;
        Set("sasl.oauthbearer.client.id", jaas.GetValueOrDefault("clientId") ?? java.GetValueOrDefault("sasl.oauthbearer.client.credentials.client.id"));
        Set(
            "sasl.oauthbearer.client.secret",
            jaas.GetValueOrDefault("clientSecret") ?? java.GetValueOrDefault("sasl.oauthbearer.client.credentials.client.secret"));
        Set("sasl.oauthbearer.scope", jaas.GetValueOrDefault("scope") ?? java.GetValueOrDefault("sasl.oauthbearer.scope"));
        var extensions = jaas.Where(option => option.Key.StartsWith("extension_", StringComparison.Ordinal))
            .Select(option => option.Key["extension_".Length..] + "=" + option.Value);
        Set("sasl.oauthbearer.extensions", string.Join(",", extensions));

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                result[name] = value;
            }
        }
    }

    private static void Copy(IReadOnlyDictionary<string, string> jaas, string option, Dictionary<string, string> result, string name)
    {
        if (jaas.TryGetValue(option, out var value))
        {
            result[name] = value;
        }
    }
}
