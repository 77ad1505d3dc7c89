using System.Security.Cryptography.X509Certificates;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// The certificates and the key that Java's <c>ssl.*</c> keys name: texts in PEM, and stores of type PEM, PKCS12 and JKS. A store's content
/// tells its type, whatever the keys say. Read once, when a client or listener is made; holds secrets.
/// </summary>
internal sealed class TlsSettings
{
    private const string TrustStore = "ssl.truststore.location";
    private const string KeyStore = "ssl.keystore.location";

    private TlsSettings(X509Certificate2Collection? roots, X509Certificate2? certificate, X509Certificate2Collection chain)
    {
        Roots = roots;
        Certificate = certificate;
        Chain = chain;
    }

    /// <summary>The authorities to trust; null for those of the system.</summary>
    public X509Certificate2Collection? Roots { get; }

    /// <summary>The own certificate with its key, or null.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Certificates between the own and its authority.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <exception cref="ConfigException">A store cannot be read; the message names the key, never a password.</exception>
    public static TlsSettings Read(IReadOnlyDictionary<string, string?> java)
    {
        var chain = new X509Certificate2Collection();
        var certificate = ReadKeyStore(java, chain);
        return new TlsSettings(ReadTrustStore(java), certificate, chain);
    }

    private static X509Certificate2Collection? ReadTrustStore(IReadOnlyDictionary<string, string?> java)
    {
        if (java.GetValueOrDefault("ssl.truststore.certificates") is { Length: > 0 } text)
        {
            return FromPem(text);
        }

        if (java.GetValueOrDefault(TrustStore) is not { Length: > 0 } path)
        {
            return null;
        }

        var password = java.GetValueOrDefault("ssl.truststore.password");
        var roots = Load(
            TrustStore,
            path,
            FromPem,
            content => X509CertificateLoader.LoadPkcs12Collection(content, password),
            content => JavaKeyStore.Read(content, password).Trusted);
        return roots.Count > 0 ? roots : throw new ConfigException(TrustStore, path, "the store holds no certificate to trust");
    }

    private static X509Certificate2? ReadKeyStore(IReadOnlyDictionary<string, string?> java, X509Certificate2Collection chain)
    {
        var keyPassword = java.GetValueOrDefault("ssl.key.password");
        if (java.GetValueOrDefault("ssl.keystore.certificate.chain") is { Length: > 0 } certificates
            && java.GetValueOrDefault("ssl.keystore.key") is { Length: > 0 } key)
        {
            return Guard("ssl.keystore.key", null, () => FromPem(certificates, key, keyPassword, chain));
        }

        if (java.GetValueOrDefault(KeyStore) is not { Length: > 0 } path)
        {
            return null;
        }

        var password = java.GetValueOrDefault("ssl.keystore.password");
        return Load(
            KeyStore,
            path,
            text => FromPem(text, text, keyPassword, chain),
            content => FromPkcs12(content, password, chain),
            content => JavaKeyStore.Read(content, password).Key(keyPassword ?? password ?? "", chain))
            ?? throw new ConfigException(KeyStore, path, "the store holds no private key");
    }

    private static T Load<T>(string key, string path, Func<string, T> pem, Func<byte[], T> pkcs12, Func<byte[], T> jks) => Guard(key, path, () =>
    {
        var content = File.ReadAllBytes(path);
        return content switch
        {
            _ when JavaKeyStore.IsOne(content) => jks(content),
            [0xCE, 0xCE, 0xCE, 0xCE, ..] => throw new ConfigException(
                key,
                path,
                $"the file is in the JCEKS format, which cannot be read here; convert it with: keytool -importkeystore -srckeystore {path}"
                    + $" -destkeystore {Path.ChangeExtension(path, ".p12")} -deststoretype PKCS12"),
            _ when content.AsSpan().IndexOf("-----BEGIN "u8) >= 0 => pem(System.Text.Encoding.UTF8.GetString(content)),
            [0x30, ..] => pkcs12(content),
            _ => throw new ConfigException(key, path, "the file is no key store in one of the formats JKS, PKCS12 and PEM"),
        };
    });

    private static X509Certificate2? FromPkcs12(byte[] content, string? password, X509Certificate2Collection chain)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(content, password, X509KeyStorageFlags.Exportable);
        chain.AddRange(all.Where(entry => !entry.HasPrivateKey).ToArray());
        return all.FirstOrDefault(entry => entry.HasPrivateKey);
    }

    private static X509Certificate2Collection FromPem(string text)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(text);
        return all;
    }

    private static X509Certificate2? FromPem(string certificates, string key, string? keyPassword, X509Certificate2Collection chain)
    {
        chain.AddRange(FromPem(certificates).Skip(1).ToArray());
        if (!key.Contains(" PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return null;
        }

        return string.IsNullOrEmpty(keyPassword) || !key.Contains("-----BEGIN ENCRYPTED ", StringComparison.Ordinal)
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, keyPassword);
    }

    // Reasons of the cryptography library hold no secrets, but do not name the setting.
    private static T Guard<T>(string key, string? path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not ConfigException)
        {
            throw new ConfigException(key, path, e.Message);
        }
    }
}
