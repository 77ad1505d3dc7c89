using ConnectNet.Runtime.Configuration;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>TLS options of our own protocol client from a Java client's <c>ssl.*</c> keys. Pure functions.</summary>
internal static class BrokerTls
{
    /// <summary>Reads stores once; the result makes the options for each host.</summary>
    public static Func<string, SslClientAuthenticationOptions> Options(IReadOnlyDictionary<string, string?> java)
    {
        var material = TlsSettings.Read(java);
        var checksName = java.GetValueOrDefault("ssl.endpoint.identification.algorithm")?.Trim() != "";
        var protocols = Protocols(java.GetValueOrDefault("ssl.enabled.protocols"));
        var context = material.Certificate is { } own
            ? SslStreamCertificateContext.Create(own, material.Chain, offline: true)
            : null;
        return host => new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = protocols,
            ClientCertificateContext = context,
            CertificateChainPolicy = Policy(material.Roots),
            RemoteCertificateValidationCallback = checksName
                ? null
                : static (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
        };
    }

    // Java trusts whatever stands in its trust store, a server's own certificate too, and asks no revocation lists.
    private static X509ChainPolicy? Policy(X509Certificate2Collection? roots)
    {
        if (roots is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static SslProtocols Protocols(string? names)
    {
        var protocols = SslProtocols.None;
        foreach (var name in (names ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            protocols |= name switch
            {
                "TLSv1.3" => SslProtocols.Tls13,
                "TLSv1.2" => SslProtocols.Tls12,
                _ => SslProtocols.None,
            };
        }

        return protocols;
    }
}
