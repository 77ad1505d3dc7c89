using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using ConnectNet.Runtime.Configuration;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// Two workers behind TLS everywhere: one speaks SASL_SSL with the brokers, the other SSL with a certificate of its own; operators and the
/// workers among themselves show certificates. The stores are JKS, PKCS12 and PEM, and their types are named wrongly.
/// </summary>
public sealed class SecuredWorkerTests : IDisposable
{
    private const string Jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"alice\" password=\"secret\";";

    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly HttpClient _http = new(new SocketsHttpHandler { SslOptions = Operator() }) { Timeout = TimeSpan.FromSeconds(60) };

    public void Dispose()
    {
        _http.Dispose();
        _directory.Dispose();
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Workers_behind_TLS_share_work_and_carry_records()
    {
        var (sasl, ssl) = (Ports.Free(), Ports.Free());
        await using var broker = await KraftBroker.StartAsync(Listeners(sasl, ssl));
        await broker.CreateTopicAsync("lines");
        var first = new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_SSL",
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.jaas.config"] = Jaas,
            ["ssl.truststore.location"] = Store("trust.jks"),
            ["ssl.truststore.type"] = "PKCS12",
            ["ssl.truststore.password"] = "storepass",
            ["ssl.keystore.location"] = Store("key.jks"),
            ["ssl.keystore.type"] = "PEM",
            ["ssl.keystore.password"] = "storepass",
            ["ssl.key.password"] = "keypass1",
        };
        var second = new Dictionary<string, string>
        {
            ["security.protocol"] = "SSL",
            ["ssl.truststore.location"] = Store("trust.p12"),
            ["ssl.truststore.type"] = "JKS",
            ["ssl.truststore.password"] = "storepass",
            ["ssl.keystore.location"] = Store("key.pem"),
            ["ssl.keystore.type"] = "JKS",
            ["ssl.key.password"] = "keypass1",
        };
        await using var one = Start("one", $"127.0.0.1:{sasl}", first, out var oneUrl);
        await using var two = Start("two", $"127.0.0.1:{ssl}", second, out var twoUrl);
        await AwaitAsync(one, oneUrl, "/connectors", "[");
        await AwaitAsync(two, twoUrl, "/connectors", "[");

        // One of the two leads; the other asks it, over https.
        File.WriteAllLines(_directory.File("in"), ["a", "b", "c"]);
        await PutAsync(oneUrl, "source", new() { ["connector.class"] = "FileStreamSource", ["topic"] = "lines", ["file"] = _directory.File("in") });
        await PutAsync(twoUrl, "sink", new() { ["connector.class"] = "FileStreamSink", ["topics"] = "lines", ["file"] = _directory.File("out") });
        await one.WaitUntilAsync(
            () => Task.FromResult(File.Exists(_directory.File("out")) && File.ReadAllLines(_directory.File("out")) is ["a", "b", "c"]),
            "the lines do not come through",
            TimeSpan.FromSeconds(90));
        await PutAsync(twoUrl, "source", new() { ["connector.class"] = "FileStreamSource", ["topic"] = "lines", ["file"] = _directory.File("in"), ["batch.size"] = "7" });
        await PutAsync(oneUrl, "sink", new() { ["connector.class"] = "FileStreamSink", ["topics"] = "lines", ["file"] = _directory.File("out"), ["tasks.max"] = "2" });
        await AwaitAsync(one, oneUrl, "/connectors/sink/status", "\"id\":0,\"state\":\"RUNNING\"");
        using var stranger = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust() } });
        await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync(new Uri(oneUrl, "/connectors")));
    }

    private static (string Key, string Value)[] Listeners(int sasl, int ssl) =>
    [
        ("listeners", $"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},SASL_SSL://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}"),
        ("advertised.listeners", $"PLAINTEXT://127.0.0.1:{{port}},SASL_SSL://127.0.0.1:{sasl},SSL://127.0.0.1:{ssl}"),
        ("sasl.enabled.mechanisms", "PLAIN"),
        ("listener.name.sasl_ssl.plain.sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"secret\";"),
        ("listener.name.ssl.ssl.client.auth", "required"),
        ("ssl.keystore.type", "PKCS12"),
        ("ssl.keystore.location", Store("key.p12")),
        ("ssl.keystore.password", "storepass"),
        ("ssl.truststore.type", "PEM"),
        ("ssl.truststore.location", Store("trust.pem")),
    ];

    private static string Store(string file) => Repository.PathOf("tests", "ConnectNet.UnitTests", "Runtime", "Configuration", "Stores", file);

    private static SslClientAuthenticationOptions Operator()
    {
        var own = TlsSettings.Read(new Dictionary<string, string?> { ["ssl.keystore.location"] = Store("key.p12"), ["ssl.keystore.password"] = "storepass" });
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = Trust(),
            ClientCertificateContext = SslStreamCertificateContext.Create(own.Certificate!, own.Chain, offline: true),
        };
    }

    private static X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(Store("trust.pem"));
        return policy;
    }

    private ChildProcess Start(string name, string servers, Dictionary<string, string> security, out Uri url)
    {
        url = new Uri($"https://127.0.0.1:{Ports.Free()}");
        var settings = WorkerSettings.Distributed(servers, "secured").With("listeners", url.ToString().TrimEnd('/')).With("ssl.client.auth", "required")
            .With("value.converter", "org.apache.kafka.connect.storage.StringConverter").With("scheduled.rebalance.max.delay.ms", "0");
        foreach (var (key, value) in security)
        {
            settings.With(key, value).With("producer." + key, value).With("consumer." + key, value);
        }

        settings.Write(_directory.File(name + ".properties"));
        return ChildProcess.Start(_directory.File(name + ".log"), [WorkerProcess.Executable, "distributed", _directory.File(name + ".properties")]);
    }

    private async Task PutAsync(Uri url, string name, Dictionary<string, string> config)
    {
        for (var tries = 0; ; tries++)
        {
            using var content = new StringContent(JsonSerializer.Serialize(config), System.Text.Encoding.UTF8, "application/json");
            using var answer = await _http.PutAsync(new Uri(url, $"/connectors/{name}/config"), content);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            // 409: a rebalance is under way.
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == 409 && tries < 300, body);
            await Task.Delay(100);
        }
    }

    private Task AwaitAsync(ChildProcess worker, Uri url, string path, string text) => worker.WaitUntilAsync(
        async () =>
        {
            try
            {
                return (await _http.GetStringAsync(new Uri(url, path))).Contains(text, StringComparison.Ordinal);
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        $"{url} does not answer {path} with {text}",
        TimeSpan.FromSeconds(90));
}
