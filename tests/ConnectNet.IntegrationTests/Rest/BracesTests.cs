using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>
/// A connector with braces in its name. Java's worker writes it and answers 500, for it takes the name for a template of its Location; all else is the same
/// there.
/// </summary>
public sealed class BracesTests
{
    private const string Path = "/connectors/a%7Bb%7D";

    [KafkaFact]
    public async Task A_connector_with_braces_in_its_name_lives_as_any_other()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("braces");
        await broker.CreateTopicAsync(group);
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, group);
        await settings.PrepareAsync(broker);
        await using var worker = await WorkerProcess.StartDistributedAsync(settings);
        using var source = new FileSource(group);
        source.Append(3);
        var config = new JsonObject(source.Config.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

        var created = await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors", new JsonObject { ["name"] = "a{b}", ["config"] = config }.ToJsonString());
        Assert.Equal((201, "a{b}"), (created.Status, (string?)created.Json!["name"]));
        await worker.Client.AwaitRunningAsync("a%7Bb%7D");
        source.AssertDelivered(broker.BootstrapServers);

        Assert.Equal("""["a{b}"]""", (await worker.Client.GetAsync("/connectors")).Body);
        Assert.Equal("a{b}", (string?)(await worker.Client.GetAsync(Path)).Expect()!["name"]);
        Assert.Equal("a{b}", (string?)(await worker.Client.GetAsync(Path + "/status")).Expect()!["name"]);
        Assert.Equal("a{b}", (string?)(await worker.Client.GetAsync(Path + "/config")).Expect()!["name"]);
        Assert.Equal("a{b}", (string?)(await worker.Client.GetAsync(Path + "/tasks")).Expect()![0]!["id"]!["connector"]);
        Assert.Equal("a{b}", (string?)(await worker.Client.GetAsync("/connectors?expand=status")).Expect()!["a{b}"]!["status"]!["name"]);
        Assert.Contains("connector=\"\\\"a{b}\\\"\"", (await worker.Client.GetAsync("/metrics")).Body, StringComparison.Ordinal);

        Assert.Equal(new RestAnswer(204, ""), await worker.Client.ChangeAsync(HttpMethod.Post, Path + "/restart"));
        Assert.Equal(new RestAnswer(204, ""), await worker.Client.ChangeAsync(HttpMethod.Post, Path + "/tasks/0/restart"));
        await worker.Client.AwaitRunningAsync("a%7Bb%7D");
        source.Append(2);
        source.AssertDelivered(broker.BootstrapServers);

        // No client may send braces as they are.
        foreach (var (method, path) in new[] { ("GET", "/connectors/a{b}/status"), ("POST", "/connectors/a{b}/restart"), ("DELETE", "/connectors/a{b}") })
        {
            Assert.StartsWith("HTTP/1.1 400 ", await SendAsync(worker.Url, method, path), StringComparison.Ordinal);
        }

        Assert.Equal(new RestAnswer(204, ""), await worker.Client.ChangeAsync(HttpMethod.Delete, Path));
        Assert.Equal("[]", (await worker.Client.GetAsync("/connectors")).Body);
        Assert.Equal(404, (await worker.Client.GetAsync(Path)).Status);
    }

    /// <summary>The path as it is; gives the whole answer.</summary>
    private static async Task<string> SendAsync(Uri url, string method, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(url.Host, url.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
