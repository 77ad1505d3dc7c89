using System.Security.Cryptography.X509Certificates;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// The certificates and the key that a client's Java <c>ssl.*</c> keys name: PEM files, PEM texts and PKCS12 stores. Read once, when a
/// client is made; holds secrets.
/// </summary>
internal sealed class TlsSettings
{
    private TlsSettings(X509Certificate2Collection? roots, X509Certificate2? certificate, X509Certificate2Collection chain)
    {
        Roots = roots;
        Certificate = certificate;
        Chain = chain;
    }

    /// <summary>The authorities to trust; null for those of the system.</summary>
    public X509Certificate2Collection? Roots { get; }

    /// <summary>The client's certificate with its key, or null.</summary>
    public X509Certificate2? Certificate { get; }

    /// <summary>Certificates between the client's and its authority.</summary>
    public X509Certificate2Collection Chain { get; }

    public static TlsSettings Read(IReadOnlyDictionary<string, string?> java)
    {
        var chain = new X509Certificate2Collection();
        var certificate = ReadKeyStore(java, chain);
        return new TlsSettings(ReadTrustStore(java), certificate, chain);
    }

    /// <summary>A trust or key store's type: as named, else told from the file; Java's own JKS format cannot be read.</summary>
    private static string TypeOf(IReadOnlyDictionary<string, string?> java, string store, string path)
    {
        var type = java.GetValueOrDefault("ssl." + store + ".type")?.Trim().ToUpperInvariant();
        var head = new byte[4];
        using (var file = File.OpenRead(path))
        {
            _ = file.ReadAtLeast(head, 4, throwOnEndOfStream: false);
        }

        if (head is [0xFE, 0xED, 0xFE, 0xED] or [0xCE, 0xCE, 0xCE, 0xCE])
        {
            throw new ConfigException(
                "ssl." + store + ".location", path,
                "the file is in Java's JKS format, which cannot be read here; convert it with: keytool -importkeystore -srckeystore " + path
                + " -destkeystore " + Path.ChangeExtension(path, ".p12") + " -deststoretype PKCS12");
        }

        return type is "PEM" || head[0] == (byte)'-' ? "PEM" : "PKCS12";
    }

    private static X509Certificate2Collection? ReadTrustStore(IReadOnlyDictionary<string, string?> java)
    {
        var roots = new X509Certificate2Collection();
        if (java.GetValueOrDefault("ssl.truststore.certificates") is { Length: > 0 } text)
        {
            roots.ImportFromPem(text);
            return roots;
        }

        if (java.GetValueOrDefault("ssl.truststore.location") is not { Length: > 0 } path)
        {
            return null;
        }

        return Guard("ssl.truststore.location", path, () =>
        {
            if (TypeOf(java, "truststore", path) == "PEM")
            {
                roots.ImportFromPemFile(path);
                return roots;
            }

            return X509CertificateLoader.LoadPkcs12CollectionFromFile(path, java.GetValueOrDefault("ssl.truststore.password"));
        });
    }

    private static X509Certificate2? ReadKeyStore(IReadOnlyDictionary<string, string?> java, X509Certificate2Collection chain)
    {
        var keyPassword = java.GetValueOrDefault("ssl.key.password");
        if (java.GetValueOrDefault("ssl.keystore.certificate.chain") is { Length: > 0 } certificates
            && java.GetValueOrDefault("ssl.keystore.key") is { Length: > 0 } key)
        {
            return FromPem(certificates, key, keyPassword, chain);
        }

        if (java.GetValueOrDefault("ssl.keystore.location") is not { Length: > 0 } path)
        {
            return null;
        }

        return Guard("ssl.keystore.location", path, () =>
        {
            if (TypeOf(java, "keystore", path) == "PEM")
            {
                var text = File.ReadAllText(path);
                return FromPem(text, text, keyPassword, chain);
            }

            var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(
                path, java.GetValueOrDefault("ssl.keystore.password"), X509KeyStorageFlags.Exportable);
            chain.AddRange(all.Where(entry => !entry.HasPrivateKey).ToArray());
            return all.FirstOrDefault(entry => entry.HasPrivateKey)
                ?? throw new ConfigException("ssl.keystore.location", path, "the store holds no private key");
        });
    }

    private static X509Certificate2 FromPem(string certificates, string key, string? keyPassword, X509Certificate2Collection chain)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificates);
        chain.AddRange(all.Skip(1).ToArray());
        return string.IsNullOrEmpty(keyPassword)
            ? X509Certificate2.CreateFromPem(certificates, key)
            : X509Certificate2.CreateFromEncryptedPem(certificates, key, keyPassword);
    }

    // Reasons of the cryptography library hold no secrets, but do not name the setting.
    private static T Guard<T>(string key, string path, Func<T> read)
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
