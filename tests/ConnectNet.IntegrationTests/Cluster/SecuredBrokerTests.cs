using System.Diagnostics;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Metrics;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Both of our clients, librdkafka and the group's, over TLS and SASL with a Java client's properties.</summary>
public sealed class SecuredBrokerTests
{
    private readonly KafkaClients _clients = new(NullLoggerFactory.Instance);

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task TLS_and_SASL_work_with_the_properties_of_Java_clients()
    {
        using var directory = TempDirectory.Create();
        await MakeCertificateAsync(directory);
        var (sasl, ssl) = (Ports.Free(), Ports.Free());
        await using var broker = await KraftBroker.StartAsync(Listeners(directory, sasl, ssl));
        await AddScramUserAsync(broker.BootstrapServers, "SCRAM-SHA-256");
        await AddScramUserAsync(broker.BootstrapServers, "SCRAM-SHA-512");

        foreach (var security in Securities(directory, sasl, ssl))
        {
            await JoinAsync(security);
            await ProduceAsync(security);
        }

        var wrong = new Dictionary<string, string?>(Securities(directory, sasl, ssl)[0])
        {
            ["sasl.jaas.config"] = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"guess\";",
        };
        var refused = await Assert.ThrowsAsync<BrokerException>(() => JoinAsync(wrong));
        Assert.Equal(BrokerError.SaslAuthenticationFailed, refused.Error);
        Assert.DoesNotContain("guess", refused.ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?>[] Securities(TempDirectory directory, int sasl, int ssl) =>
    [
        Sasl(sasl, "PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"secret\";"),
        Sasl(sasl, "SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" password=\"secret\";"),
        Sasl(sasl, "SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" password=\"secret\";"),
        Sasl(sasl, "OAUTHBEARER", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"carol\";"),
        new()
        {
            ["bootstrap.servers"] = "127.0.0.1:" + ssl,
            ["security.protocol"] = "SSL",
            ["ssl.truststore.type"] = "PEM",
            ["ssl.truststore.location"] = directory.File("ca.pem"),
        },
        new()
        {
            ["bootstrap.servers"] = "127.0.0.1:" + ssl,
            ["security.protocol"] = "SSL",
            ["ssl.truststore.type"] = "PKCS12",
            ["ssl.truststore.location"] = directory.File("trust.p12"),
            ["ssl.truststore.password"] = "changeit",
            ["ssl.keystore.type"] = "PKCS12",
            ["ssl.keystore.location"] = directory.File("broker.p12"),
            ["ssl.keystore.password"] = "changeit",
        },
    ];

    private static Dictionary<string, string?> Sasl(int port, string mechanism, string jaas) => new()
    {
        ["bootstrap.servers"] = "127.0.0.1:" + port,
        ["security.protocol"] = "SASL_PLAINTEXT",
        ["sasl.mechanism"] = mechanism,
        ["sasl.jaas.config"] = jaas,
    };

    private static (string Key, string Value)[] Listeners(TempDirectory directory, int sasl, int ssl) =>
    [
        ("listeners", $"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},SASL_PLAINTEXT://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}"),
        ("advertised.listeners", $"PLAINTEXT://127.0.0.1:{{port}},SASL_PLAINTEXT://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}"),
        ("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER"),
        ("listener.name.sasl_plaintext.plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"secret\";"),
        ("listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
        ("listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
        ("listener.name.sasl_plaintext.oauthbearer.sasl.jaas.config",
            "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"),
        ("ssl.client.auth", "requested"),
        ("ssl.keystore.type", "PKCS12"),
        ("ssl.keystore.location", directory.File("broker.p12")),
        ("ssl.keystore.password", "changeit"),
        ("ssl.truststore.type", "PEM"),
        ("ssl.truststore.location", directory.File("ca.pem")),
    ];

    private static async Task JoinAsync(Dictionary<string, string?> security)
    {
        using var metrics = new ConnectMetrics(TimeProvider.System);
        var member = new GroupMember(
            new GroupMemberSettings { GroupId = "secured", WorkerUrl = "http://127.0.0.1:1/", ClientId = "secured", ClientProperties = security },
            new GroupCallbacks
            {
                ConfigOffset = () => -1,
                Assign = context => context.Members.ToDictionary(
                    member => member.Key, _ => new ConnectAssignment(2, 0, context.LeaderId, "http://127.0.0.1:1/", -1)),
                Assigned = (_, _) => { },
                Revoked = (_, _, _) => { },
            },
            metrics,
            NullLogger.Instance,
            TimeProvider.System);
        await Task.Run(() =>
        {
            Assert.True(member.EnsureActive());
            Assert.True(member.IsLeader);
            member.Stop();
        });
    }

    private async Task ProduceAsync(Dictionary<string, string?> security)
    {
        using var producer = _clients.CreateProducer(security);
        await producer.ProduceAsync("secured", new Message<byte[]?, byte[]?> { Value = [1] }).WaitAsync(TimeSpan.FromSeconds(30));
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

    private static Task AddScramUserAsync(string servers, string mechanism) => RunAsync(
        Path.Combine(Repository.KafkaHome!, "bin", "kafka-configs.sh"), "--bootstrap-server", servers, "--alter", "--entity-type", "users",
        "--entity-name", "bob", "--add-config", mechanism + "=[password=secret]");

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, program + ": " + output);
    }
}
