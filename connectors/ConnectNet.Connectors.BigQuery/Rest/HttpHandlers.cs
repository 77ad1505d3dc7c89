using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.BigQuery.Rest;

/// <summary>
/// Builds the handlers of all HTTP connections of a task, so that they trust the same certificates: the system's, and those of the
/// configured file.
/// </summary>
internal sealed class HttpHandlers
{
    private readonly X509Certificate2Collection _trusted = [];

    public HttpHandlers(BigQuerySinkConfig config)
    {
        if (config.Text(Keys.CaFile) is not { Length: > 0 } file)
        {
            return;
        }

        try
        {
            _trusted.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new ConfigException(Keys.CaFile, file, "No certificates can be read from the file: " + failure.Message);
        }
    }

    public SocketsHttpHandler Create()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(15),
        };
        if (_trusted.Count > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = Validate;
        }

        return handler;
    }

    private bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is null)
        {
            return false;
        }

        using var custom = new X509Chain();
        custom.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        custom.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        custom.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in chain?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            custom.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return custom.Build(leaf);
    }
}
