using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Kerberos;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>TLS and SASL properties of Java's clients in librdkafka's words. Nothing here is logged.</summary>
internal static class ClientSecurity
{
    private static readonly string[] Mechanisms = ["GSSAPI", "OAUTHBEARER", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"];

    private const string KafkasOwn = "org.apache.kafka.common.security.";

    /// <summary>Adds what the properties say of TLS and SASL.</summary>
    /// <exception cref="ConfigException">They ask for a mechanism or a Java class without counterpart, or a store cannot be read.</exception>
    public static void Add(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        var protocol = (java.GetValueOrDefault("security.protocol") ?? "PLAINTEXT").Trim().ToLowerInvariant();
        result["security.protocol"] = protocol;
        if (protocol != "plaintext")
        {
            Refuse(java);
        }

        if (protocol is "ssl" or "sasl_ssl")
        {
            AddTls(java, result);
        }

        if (protocol is "sasl_plaintext" or "sasl_ssl")
        {
            AddSasl(java, result);
        }
    }

    /// <summary>
    /// Refuses Java classes for TLS and SASL. Kafka's own only do what the other keys say too; without another one a client would show other
    /// credentials, or none.
    /// </summary>
    /// <exception cref="ConfigException">Names the key and the class.</exception>
    public static void Refuse(IReadOnlyDictionary<string, string?> java)
    {
        foreach (var key in ClientKeyTable.Rows.Where(row => row.Use == ClientKeyUse.Refused).Select(row => row.Name))
        {
            var value = java.GetValueOrDefault(key)?.Trim() ?? "";
            var isKnown = value.StartsWith(KafkasOwn, StringComparison.Ordinal)
                && !value.EndsWith(".JwtBearerJwtRetriever", StringComparison.Ordinal)
                && !value.EndsWith(".FileJwtRetriever", StringComparison.Ordinal);
            if (value.Length > 0 && !isKnown)
            {
                throw new ConfigException(
                    key, value, "Java classes cannot be loaded here; leave the key out and say with sasl.mechanism, sasl.jaas.config and the ssl keys how to authenticate");
            }
        }
    }

    /// <summary>The Kerberos login that the properties ask for, with the first part of the brokers' principal; or null.</summary>
    public static (KerberosLogin Login, string Service)? Login(IReadOnlyDictionary<string, string?> java)
    {
        var isKerberos = (java.GetValueOrDefault("security.protocol") ?? "").Trim().ToLowerInvariant() is "sasl_plaintext" or "sasl_ssl"
            && SaslJaas.Mechanism(java) == "GSSAPI";
        if (!isKerberos)
        {
            return null;
        }

        Refuse(java);
        var jaas = SaslJaas.Options(java);
        return (KerberosLogin.Of(KerberosOptions.Read(java, jaas)), KerberosOptions.ReadService(java, jaas));
    }

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
        var mechanism = SaslJaas.Mechanism(java);
        var jaas = SaslJaas.Options(java);
        if (!Mechanisms.Contains(mechanism))
        {
            throw new ConfigException("sasl.mechanism", mechanism, "supported are " + string.Join(", ", Mechanisms));
        }

        result["sasl.mechanisms"] = mechanism;
        switch (mechanism)
        {
            case "GSSAPI":
                AddKerberos(java, jaas, result);
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

    // The tickets are got by KerberosLogin, not by a program that librdkafka runs; KafkaClients hears of each conversation from its log.
    private static void AddKerberos(
        IReadOnlyDictionary<string, string?> java, IReadOnlyDictionary<string, string> jaas, Dictionary<string, string> result)
    {
        result["sasl.kerberos.service.name"] = KerberosOptions.ReadService(java, jaas);
        result["sasl.kerberos.min.time.before.relogin"] = "0";
        result["debug"] = result.TryGetValue("debug", out var debug) && debug.Length > 0 ? debug + ",security" : "security";
        Copy(jaas, "principal", result, "sasl.kerberos.principal");
        result.Remove("sasl.kerberos.keytab");
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
