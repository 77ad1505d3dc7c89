using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>
/// REST extensions from a plug-in directory in a real worker. The statuses and bodies of colliding, refused, failing and unknown requests are those
/// that the Java worker gives with the same extension in Java.
/// </summary>
public sealed class RestExtensionTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly TempDirectory _plugins = PluginDirectory.Of(typeof(TeamExtension).Assembly);
    private readonly HttpClient _http = new();

    [KafkaFact]
    public async Task An_extension_answers_reads_the_cluster_and_filters()
    {
        await using var worker = await StartAsync();
        File.WriteAllText(_directory.File("in.txt"), "");
        var connector = new Dictionary<string, string> { ["connector.class"] = "FileStreamSource", ["topic"] = "team-lines", ["file"] = _directory.File("in.txt") };
        using var created = await _http.PutAsJsonAsync(new Uri(worker.Url, "connectors/lines/config"), connector);
        await worker.Client.AwaitAsync("lines", status => (string?)status["connector"]!["state"] == "RUNNING", "RUNNING", 60);

        Assert.Equal((200, """["lines"]"""), await GetAsync(worker, "team/connectors"));
        var (status, health) = await GetAsync(worker, "team/health/lines");
        Assert.Equal(200, status);
        Assert.Equal("RUNNING", (string?)JsonNode.Parse(health)!["connector"]!["state"]);
        Assert.Equal("source", (string?)JsonNode.Parse(health)!["type"]);
        Assert.Equal("team-lines", (string?)JsonNode.Parse((await GetAsync(worker, "team/config/lines")).Body)!["topic"]);
        Assert.Equal(200, (await GetAsync(worker, "team/cluster")).Status);

        Assert.Equal((404, """{"error_code":404,"message":"No status found for connector none"}"""), await GetAsync(worker, "team/health/none"));
        Assert.Equal((500, """{"error_code":500,"message":"Failed to retrieve configuration for connector 'none'"}"""), await GetAsync(worker, "team/config/none"));
        Assert.Equal((500, """{"error_code":500,"message":"boom"}"""), await GetAsync(worker, "team/throw"));
        Assert.Equal((404, """{"error_code":404,"message":"HTTP 404 Not Found"}"""), await GetAsync(worker, "team/none"));

        // The worker's own endpoint stays; a literal goes before a parameter; another method of the same path is the extension's.
        Assert.Equal((200, """["lines"]"""), await GetAsync(worker, "connectors"));
        Assert.Equal((200, "special"), await GetAsync(worker, "connectors/special"));
        Assert.Equal((200, "patched"), await SendAsync(worker, HttpMethod.Patch, "connectors"));
        Assert.Equal((405, """{"error_code":405,"message":"HTTP 405 Method Not Allowed"}"""), await SendAsync(worker, HttpMethod.Delete, "team/cluster"));
        Assert.Equal((200, """{"a":"b"}"""), await SendAsync(worker, HttpMethod.Post, "team/echo", """{"a":"b"}"""));

        Assert.Equal((403, "refused"), await SendAsync(worker, HttpMethod.Get, "connectors", null, "X-Refuse"));
        Assert.Equal((403, "refused"), await SendAsync(worker, HttpMethod.Get, "team/connectors", null, "X-Refuse"));
        Assert.Equal(404, (await SendAsync(worker, HttpMethod.Get, "nowhere", null, "X-Refuse")).Status);
        using var filtered = await _http.GetAsync(new Uri(worker.Url, "connectors"));
        Assert.Equal(["ads"], filtered.Headers.GetValues("X-Team"));

        await worker.StopAsync();
        Assert.Equal(["closed"], File.ReadAllLines(_directory.File("closed")));
    }

    [KafkaFact]
    public async Task Basic_authentication_comes_before_an_extension_wherever_it_is_listed()
    {
        File.WriteAllText(_directory.File("jaas"), $$"""
            KafkaConnect { org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required file="{{_directory.File("users")}}"; };
            """);
        File.WriteAllText(_directory.File("users"), "ann=secret\n");
        await using var worker = await StartAsync(settings => settings
            .With("rest.extension.classes", $"{typeof(TeamExtension).FullName},BasicAuthSecurityRestExtension")
            .With("rest.basic.auth.jaas.file", _directory.File("jaas")), status: 401);
        Assert.Equal((401, "User cannot access the resource."), await GetAsync(worker, "team/connectors"));
        _http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:secret")));
        Assert.Equal((200, "[]"), await GetAsync(worker, "team/connectors"));
    }

    [Theory]
    [InlineData("TeamExtension", "no budget", "ConnectNet.IntegrationTests.Rest.TeamExtension cannot be set up: no budget")]
    [InlineData("CatchAllExtension", null, "ConnectNet.IntegrationTests.Rest.CatchAllExtension cannot be set up: The pattern '/files/{*path}' cannot be routed: ")]
    public async Task An_extension_that_cannot_be_set_up_ends_the_start(string extension, string? problem, string reason)
    {
        var broker = await KafkaBroker.SharedAsync();
        var settings = Settings(broker).With("rest.extension.classes", extension);
        await using var worker = WorkerProcess.Standalone(problem is null ? settings : settings.With("team.problem", problem));
        var error = await Assert.ThrowsAnyAsync<Exception>(worker.StartAsync);
        Assert.Contains($"Invalid value {extension} for configuration rest.extension.classes: {reason}", error.Message);
    }

    public void Dispose()
    {
        _http.Dispose();
        _plugins.Dispose();
        _directory.Dispose();
    }

    private WorkerSettings Settings(KafkaBroker broker) => WorkerSettings.Standalone(broker.BootstrapServers, _directory.File("offsets"))
        .With("plugin.path", _plugins.Path)
        .With("rest.extension.classes", nameof(TeamExtension))
        .With("team.closed.file", _directory.File("closed"));

    private async Task<WorkerProcess> StartAsync(Func<WorkerSettings, WorkerSettings>? change = null, int status = 200)
    {
        var settings = Settings(await KafkaBroker.SharedAsync());
        var worker = WorkerProcess.Standalone(change?.Invoke(settings) ?? settings);
        worker.Start();
        await worker.Process.WaitUntilAsync(() => IsAnsweredAsync(worker, status), $"no answer {status}", TimeSpan.FromSeconds(60));
        return worker;
    }

    private async Task<bool> IsAnsweredAsync(WorkerProcess worker, int status)
    {
        try
        {
            return (await GetAsync(worker, "connectors")).Status == status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<(int Status, string Body)> GetAsync(WorkerProcess worker, string path) => SendAsync(worker, HttpMethod.Get, path);

    private async Task<(int Status, string Body)> SendAsync(WorkerProcess worker, HttpMethod method, string path, string? json = null, string? header = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(worker.Url, path));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        if (header is not null)
        {
            request.Headers.Add(header, "1");
        }

        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
