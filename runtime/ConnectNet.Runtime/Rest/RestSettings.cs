using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Rest;

/// <summary>Reads the REST settings of a worker. Stateless.</summary>
internal static class RestSettings
{
    /// <summary>The pipeline of the main listeners; the others have neither extensions nor further headers.</summary>
    public static RestPipeline MainPipeline(WorkerConfig config, ILoggerFactory loggers, TimeProvider time)
    {
        var cors = Cors.Create(config.Text(WorkerKeys.AllowOrigin), config.Text(WorkerKeys.AllowMethods));
        var rules = ResponseHeadersValidator.Parse(config.Text(WorkerKeys.ResponseHeaders) ?? "");
        return new RestPipeline(loggers, time, cors, rules.Count == 0 ? null : new ResponseHeaders(rules, time));
    }

    /// <summary>Makes a listener an https one.</summary>
    /// <param name="options">The listener.</param>
    /// <param name="config">Holds the <c>ssl.*</c> keys, or keys of the listener's own.</param>
    /// <param name="role">Main listeners look under <c>listeners.https.</c>, admin listeners under <c>admin.listeners.https.</c>.</param>
    public static void UseTls(ListenOptions options, WorkerConfig config, ListenerRole role)
    {
        var keys = config.TlsKeys(role == ListenerRole.Admin ? "admin.listeners.https." : WorkerConfig.ListenersTls);
        var settings = TlsSettings.Read(keys);
        var certificate = settings.Certificate
            ?? throw new ConfigException("ssl.keystore.location", null, "an https listener needs a key store with its certificate and key");
        options.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ServerCertificateChain = settings.Chain;
            https.SslProtocols = Protocols(keys.GetValueOrDefault("ssl.enabled.protocols"));
            https.ClientCertificateMode = keys.GetValueOrDefault(WorkerKeys.SslClientAuth) switch
            {
                "required" => ClientCertificateMode.RequireCertificate,
                "requested" => ClientCertificateMode.AllowCertificate,
                _ => ClientCertificateMode.NoCertificate,
            };
            if (settings.Roots is { } roots)
            {
                https.ClientCertificateValidation = (client, chain, _) => IsTrusted(client, chain, roots);
            }
        });
    }

    private static SslProtocols Protocols(string? names) =>
        (names ?? "TLSv1.2,TLSv1.3").Split(',').Aggregate(SslProtocols.None, (all, name) => all | name.Trim() switch
        {
            "TLSv1.2" => SslProtocols.Tls12,
            "TLSv1.3" => SslProtocols.Tls13,
            _ => throw new ConfigException("ssl.enabled.protocols", name, "only TLSv1.2 and TLSv1.3 are supported"),
        });

    private static bool IsTrusted(X509Certificate2 certificate, X509Chain? received, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var element in received?.ChainElements.Skip(1) ?? [])
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }

        return chain.Build(certificate);
    }
}
