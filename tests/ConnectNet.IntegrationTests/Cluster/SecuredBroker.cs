using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// A broker of its own with listeners for SASL, TLS and both, its certificate, and the properties with which Java clients reach it. The
/// listener with both lets in only who also shows a certificate. Sessions of PLAIN end after some seconds.
/// </summary>
internal sealed class SecuredBroker : IAsyncDisposable
{
    public const int SessionMilliseconds = 2000;

    private const string Scram = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" password=\"secret\";";
    private readonly TempDirectory _directory;
    private readonly KraftBroker _broker;
    private readonly (int Sasl, int Ssl, int Both) _ports;

    private SecuredBroker(TempDirectory directory, KraftBroker broker, (int Sasl, int Ssl, int Both) ports)
    {
        _directory = directory;
        _broker = broker;
        _ports = ports;
    }

    /// <summary>Without any security, for tests to look.</summary>
    public string PlainServers => _broker.BootstrapServers;

    public Dictionary<string, string?> Plain => Sasl(
        "PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"secret\";");

    public Dictionary<string, string?> TlsTrustingPem => new()
    {
        ["bootstrap.servers"] = "127.0.0.1:" + _ports.Ssl,
        ["security.protocol"] = "SSL",
        ["ssl.truststore.type"] = "PEM",
        ["ssl.truststore.location"] = _directory.File("ca.pem"),
    };

    /// <summary>SCRAM over TLS with a certificate of the client's own.</summary>
    public Dictionary<string, string?> Both => new(Certified(_ports.Both, "SASL_SSL"))
    {
        ["sasl.mechanism"] = "SCRAM-SHA-512",
        ["sasl.jaas.config"] = Scram,
    };

    /// <summary>Every way in that is right.</summary>
    public IEnumerable<Dictionary<string, string?>> All =>
    [
        Plain,
        Sasl("SCRAM-SHA-256", Scram),
        Sasl("SCRAM-SHA-512", Scram),
        Sasl("OAUTHBEARER", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"carol\";"),
        TlsTrustingPem,
        Certified(_ports.Ssl, "SSL"),
        Both,
    ];

    public static async Task<SecuredBroker> StartAsync()
    {
        var directory = TempDirectory.Create();
        await MakeCertificateAsync(directory);
        var ports = (Ports.Free(), Ports.Free(), Ports.Free());
        var broker = await KraftBroker.StartAsync(Listeners(directory, ports));
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        foreach (var mechanism in new[] { ScramMechanism.ScramSha256, ScramMechanism.ScramSha512 })
        {
            await admin.AlterUserScramCredentialsAsync(
            [
                new UserScramCredentialUpsertion
                {
                    User = "bob",
                    Password = "secret"u8.ToArray(),
                    Salt = "salt and pepper"u8.ToArray(),
                    ScramCredentialInfo = new ScramCredentialInfo { Mechanism = mechanism, Iterations = 4096 },
                },
            ]);
        }

        return new SecuredBroker(directory, broker, ports);
    }

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        _directory.Dispose();
    }

    private static (string Key, string Value)[] Listeners(TempDirectory directory, (int Sasl, int Ssl, int Both) ports)
    {
        const string Module = "org.apache.kafka.common.security.";
        var secured = $"SASL_PLAINTEXT://127.0.0.1:{ports.Sasl},SSL://127.0.0.1:{ports.Ssl},SASL_SSL://127.0.0.1:{ports.Both}";
        return
        [
            ("listeners", "PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}," + secured),
            ("advertised.listeners", "PLAINTEXT://127.0.0.1:{port}," + secured),
            ("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER"),
            ("listener.name.sasl_plaintext.plain.sasl.jaas.config", Module + "plain.PlainLoginModule required user_alice=\"secret\";"),
            ("listener.name.sasl_plaintext.plain.connections.max.reauth.ms", $"{SessionMilliseconds}"),
            ("listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config", Module + "scram.ScramLoginModule required;"),
            ("listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config", Module + "scram.ScramLoginModule required;"),
            ("listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config", Module + "oauthbearer.OAuthBearerLoginModule required;"),
            ("listener.name.sasl_ssl.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
            ("listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config", Module + "scram.ScramLoginModule required;"),
            ("listener.name.sasl_ssl.ssl.client.auth", "required"),
            ("ssl.client.auth", "requested"),
            ("ssl.keystore.type", "PKCS12"),
            ("ssl.keystore.location", directory.File("broker.p12")),
            ("ssl.keystore.password", "changeit"),
            ("ssl.truststore.type", "PEM"),
            ("ssl.truststore.location", directory.File("ca.pem")),
        ];
    }

    private static async Task MakeCertificateAsync(TempDirectory directory)
    {
        await RunAsync(
            "keytool", "-genkeypair", "-alias", "broker", "-keyalg", "EC", "-validity", "3650", "-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1",
            "-storetype", "PKCS12", "-keystore", directory.File("broker.p12"), "-storepass", "changeit");
        await RunAsync(
            "keytool", "-exportcert", "-rfc", "-alias", "broker", "-keystore", directory.File("broker.p12"), "-storepass", "changeit", "-file",
            directory.File("ca.pem"));
        await RunAsync(
            "keytool", "-importcert", "-noprompt", "-alias", "ca", "-file", directory.File("ca.pem"), "-storetype", "PKCS12", "-keystore",
            directory.File("trust.p12"), "-storepass", "changeit");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, program + ": " + output);
    }

    private Dictionary<string, string?> Sasl(string mechanism, string jaas) => new()
    {
        ["bootstrap.servers"] = "127.0.0.1:" + _ports.Sasl,
        ["security.protocol"] = "SASL_PLAINTEXT",
        ["sasl.mechanism"] = mechanism,
        ["sasl.jaas.config"] = jaas,
    };

    private Dictionary<string, string?> Certified(int port, string protocol) => new()
    {
        ["bootstrap.servers"] = "127.0.0.1:" + port,
        ["security.protocol"] = protocol,
        ["ssl.truststore.type"] = "PKCS12",
        ["ssl.truststore.location"] = _directory.File("trust.p12"),
        ["ssl.truststore.password"] = "changeit",
        ["ssl.keystore.type"] = "PKCS12",
        ["ssl.keystore.location"] = _directory.File("broker.p12"),
        ["ssl.keystore.password"] = "changeit",
    };
}
