using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// A self-signed certificate for 127.0.0.1 and localhost, and the file that clients trust it by. Owned by the stand-in; the file goes with it.
/// </summary>
internal sealed class StandInCertificate : IDisposable
{
    // Made once for all stand-ins of a process: keys take longer than most tests.
    private static readonly Lazy<X509Certificate2> Shared = new(Create);

    public StandInCertificate()
    {
        File = Path.Combine(Path.GetTempPath(), $"bigquery-standin-{Guid.NewGuid():N}.pem");
        System.IO.File.WriteAllText(File, Certificate.ExportCertificatePem());
    }

    public static X509Certificate2 Certificate => Shared.Value;

    /// <summary>Path of the certificate as PEM.</summary>
    public string File { get; }

    public void Dispose() => System.IO.File.Delete(File);

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var created = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pkcs12), null);
    }
}
