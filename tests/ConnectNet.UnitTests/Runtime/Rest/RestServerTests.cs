using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Logging;
using ConnectNet.Runtime.Rest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Rest;

public sealed class RestServerTests
{
    [Fact]
    public async Task Everything_is_404_until_the_resources_are_registered()
    {
        await using var rest = await RestFixture.StartAsync();

        var before = await rest.SendAsync("GET", "/connectors");
        rest.Open(new EmptyHerder());
        var after = await rest.SendAsync("GET", "/connectors");

        Assert.Equal((404, "text/html;charset=iso-8859-1"), (before.Status, before.Header("Content-Type")));
        Assert.Equal((200, "[]"), (after.Status, after.Body));
        Assert.StartsWith("ConnectNet/", after.Header("Server"), StringComparison.Ordinal);
        Assert.Equal($"http://127.0.0.1:{rest.Port}/", rest.Server.AdvertisedUrl);
    }

    [Fact]
    public async Task OpenApi_describes_every_endpoint_that_clients_use()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder());
        using var http = new HttpClient();
        var document = JsonNode.Parse(await http.GetStringAsync(new Uri($"http://127.0.0.1:{rest.Port}/openapi.json")))!;

        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => operation.Key.ToUpperInvariant() + " " + path.Key)).ToList();
        Assert.Equal(30, operations.Count);
        Assert.Contains("PATCH /connectors/{connector}/offsets", operations);
        Assert.DoesNotContain("PUT /connectors/{connector}/fence", operations);
        var restart = document["paths"]!["/connectors/{connector}/restart"]!["post"]!;
        Assert.Equal(["connector", "includeTasks", "onlyFailed"], restart["parameters"]!.AsArray().Select(parameter => (string)parameter!["name"]!));
        Assert.Equal("#/components/schemas/ConnectorState", (string?)restart["responses"]!["202"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal("object", (string?)document["components"]!["schemas"]!["ConnectorState"]!["type"]);
    }

    [Fact]
    public async Task Loggers_move_to_the_admin_listener()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder(), Settings("admin.listeners", "http://127.0.0.1:0"));
        var admin = rest.Server.BoundPort(rest.Config.AdminListeners![0], ListenerRole.Admin);

        Assert.Equal(404, (await rest.SendAsync("GET", "/admin/loggers")).Status);
        Assert.Equal(200, (await RestFixture.SendAsync(admin, "GET", "/admin/loggers", [], null)).Status);
        Assert.Equal(404, (await RestFixture.SendAsync(admin, "GET", "/", [], null)).Status);
    }

    [Fact]
    public async Task An_empty_list_of_admin_listeners_turns_loggers_off()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder(), Settings("admin.listeners", ""));

        Assert.Equal(404, (await rest.SendAsync("GET", "/admin/loggers")).Status);
    }

    [Fact]
    public async Task Other_origins_are_let_in_by_pattern()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder(), Settings(
            "access.control.allow.origin", "http://a,https?://b\\..*", "access.control.allow.methods", "GET,PUT"));

        var simple = await rest.SendAsync("GET", "/nope", "Origin: https://b.c");
        var preflight = await rest.SendAsync("OPTIONS", "/connectors", "Origin: http://a", "Access-Control-Request-Method: PUT");
        var other = await rest.SendAsync("GET", "/connectors", "Origin: http://c");

        Assert.Equal(("Origin", "https://b.c"), (simple.Header("Vary"), simple.Header("Access-Control-Allow-Origin")));
        Assert.Equal(("GET,PUT", "Content-Type", "60"), (
            preflight.Header("Access-Control-Allow-Methods"), preflight.Header("Access-Control-Allow-Headers"), preflight.Header("Access-Control-Max-Age")));
        Assert.Equal("HEAD,POST,GET,OPTIONS", preflight.Header("Allow"));
        Assert.Equal((200, "Origin", null), (other.Status, other.Header("Vary"), other.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Configured_headers_are_on_all_routed_answers()
    {
        await using var rest = await RestFixture.StartAsync(
            new EmptyHerder(), Settings("response.http.headers.config", "add X-A: 1, \"set Cache-Control: no-cache, no-store\", setDate Expires: 1000"));

        var unknown = await rest.SendAsync("GET", "/nope");
        var refused = await rest.SendAsync("GET", "/a%2Fb");

        Assert.Equal(("1", "no-cache, no-store"), (unknown.Header("X-A"), unknown.Header("Cache-Control")));
        Assert.EndsWith("GMT", unknown.Header("Expires"), StringComparison.Ordinal);
        Assert.Null(refused.Header("X-A"));
    }

    [Fact]
    public async Task Health_is_judged_after_ten_seconds()
    {
        var time = new WatchedTimeProvider();
        var herder = new StuckHerder(time);
        await using var rest = await RestFixture.StartAsync(herder, time: time);

        var answer = rest.SendAsync("GET", "/health");
        await herder.Asked;
        await time.UntilTimerAsync();
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(
            "{\"status\":\"starting\",\"message\":\"Worker is still starting up. The worker is currently polling, which began at 2026-11-21T12:00:00Z.\"}",
            (await answer).Body);
        Assert.Equal(503, (await answer).Status);
    }

    [Fact]
    public async Task Metrics_are_text()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder(), Settings("metrics.port", "0"));

        var answer = await rest.SendAsync("GET", "/metrics", "Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.3,*/*;q=0.1");

        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
    }

    [Fact]
    public async Task An_answer_is_logged_as_Java_logs_it()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        using var loggers = JavaLoggerProvider.CreateFactory(new JavaLoggerProvider(new LoggerLevels(time), output, time, e => e.Message));
        await using (var rest = await RestFixture.StartAsync(new EmptyHerder(), loggers: loggers, time: time))
        {
            await rest.SendAsync("GET", "/connectors?x=%zz", "User-Agent: test");
        }

        Assert.Contains(
            "127.0.0.1 - - [21/Nov/2026:12:00:00 +0000] \"GET /connectors?x=%zz HTTP/1.1\" 200 2 \"-\" \"test\" 0 "
            + "(org.apache.kafka.connect.runtime.rest.RestServer:",
            output.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_speaks_https_with_the_configured_certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await using var rest = await RestFixture.StartAsync(new EmptyHerder(), Settings(
            "listeners", "https://127.0.0.1:0",
            "listeners.https.ssl.keystore.type", "PEM",
            "listeners.https.ssl.keystore.certificate.chain", certificate.ExportCertificatePem(),
            "listeners.https.ssl.keystore.key", key.ExportPkcs8PrivateKeyPem()));

        var answer = await rest.SendTlsAsync("/connectors", certificate);

        Assert.EndsWith("[]", answer, StringComparison.Ordinal);
        Assert.StartsWith("https://", rest.Server.AdvertisedUrl, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(params string[] pairs) =>
        pairs.Chunk(2).ToDictionary(p => p[0], p => (string?)p[1]);

    private sealed class StuckHerder(TimeProvider time) : EmptyHerder
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool IsReady => false;

        /// <summary>Ends when a request waits, its time limit running.</summary>
        public Task Asked => _asked.Task;

        public override async Task HealthCheckAsync(CancellationToken cancellationToken)
        {
            var stage = new Stage("polling", time.GetUtcNow());
            _asked.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new RequestTimeoutException(stage, cancellationToken);
            }
        }
    }
}
