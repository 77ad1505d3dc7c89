using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime;

/// <summary>How a worker reaches others over https: with the certificates of its own listeners.</summary>
internal static class WorkerTls
{
    /// <summary>Null for a worker without https.</summary>
    public static SslClientAuthenticationOptions? Client(WorkerConfig config)
    {
        if (!config.Listeners.Any(listener => listener.IsHttps))
        {
            return null;
        }

        var settings = config.TlsKeys(WorkerConfig.ListenersTls);
        var tls = TlsSettings.Read(settings);
        var options = new SslClientAuthenticationOptions();
        if (tls.Roots is { } roots)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (tls.Certificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, tls.Chain, offline: true);
        }

        // An empty algorithm turns the check of host names off, as for Java.
        if (settings.TryGetValue("ssl.endpoint.identification.algorithm", out var identification) && string.IsNullOrEmpty(identification))
        {
            options.RemoteCertificateValidationCallback = static (_, _, _, errors) =>
                (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;
        }

        return options;
    }
}
