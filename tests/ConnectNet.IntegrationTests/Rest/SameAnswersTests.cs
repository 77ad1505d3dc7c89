using System.Text.Json;
using System.Text.RegularExpressions;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>
/// The same requests to the Java worker and to ours, each alone in its cluster: statuses and bodies are the same, byte by byte.
/// </summary>
public sealed partial class SameAnswersTests : IAsyncDisposable
{
    private const string Source = "{\"connector.class\":\"FileStreamSource\",\"name\":\"v\",\"topic\":\"t\",";

    private static readonly string[] Validations =
    [
        "{\"connector.class\":\"FileStreamSource\"}",
        Source + "\"tasks.max\":\"abc\",\"errors.tolerance\":\"ALL\",\"foo\":null}",
        Source + "\"name\":\"a\\tb\",\"topic.creation.groups\":\"a,a\",\"transaction.boundary\":\"x\"}",
        Source + "\"connector.plugin.version\":\"(,\"}",
        Source + "\"key.converter\":\"nope\",\"value.converter\":\"JsonConverter\",\"value.converter.schemas.enable\":\"maybe\"}",
        Source + "\"transforms\":\"a,b\",\"transforms.a.type\":\"RegexRouter\",\"transforms.a.regex\":\"(\","
            + "\"transforms.b.type\":\"nope\"}",
        Source + "\"predicates\":\"p\",\"predicates.p.type\":\"TopicNameMatches\",\"predicates.p.pattern\":\"(\"}",
        Source + "\"producer.override.acks\":\"1\",\"admin.override.retries\":\"1\",\"topic.creation.default.partitions\":\"1\"}",
        Source + "\"producer.override.retries\":\"x\"}",
        "{\"connector.class\":\"Other\"}",
        "{\"connector.class\":\"Other\"}",
        "{}",
    ];

    private static readonly string[] Transient = ["a rebalance is expected", "due to stale configuration", "no known leader URL"];

    private readonly List<string> _differences = [];
    private JavaWorker _java = null!;
    private WorkerProcess _ours = null!;

    public async ValueTask DisposeAsync()
    {
        await _java.DisposeAsync();
        await _ours.DisposeAsync();
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Answers_are_those_of_the_Java_worker()
    {
        var broker = await KafkaBroker.SharedAsync();
        WorkerSettings Alone() => WorkerSettings.Distributed(broker.BootstrapServers, ClusterNames.Unique("same"));
        var java = JavaWorker.StartDistributedAsync(Alone());
        var ours = WorkerProcess.StartDistributedAsync(Alone());
        (_java, _ours) = (await java, await ours);

        await ComparePluginsAsync();
        await CompareValidationsAsync();
        await CompareLifeAsync(broker);

        Assert.True(_differences.Count == 0, string.Join('\n', _differences));
    }

    private async Task ComparePluginsAsync()
    {
        var all = (await _java.Client.GetAsync("/connector-plugins?connectorsOnly=false")).Expect()!.AsArray();
        var names = all.Select(plugin => (string)plugin!["class"]!).Where(name => !name.Contains(".mirror.", StringComparison.Ordinal));
        foreach (var name in names.Distinct())
        {
            await CompareAsync(HttpMethod.Get, $"/connector-plugins/{name}/config");
        }
    }

    private async Task CompareValidationsAsync()
    {
        foreach (var config in Validations)
        {
            var plugin = config.Contains("Other", StringComparison.Ordinal) ? "Other" : "FileStreamSource";
            await CompareAsync(HttpMethod.Put, $"/connector-plugins/{plugin}/config/validate", config);
            var refused = config.Replace("\"topic\":\"t\",", "", StringComparison.Ordinal);
            await CompareAsync(HttpMethod.Put, "/connectors/refused/config", refused);
        }
    }

    private async Task CompareLifeAsync(KafkaBroker broker)
    {
        var topic = ClusterNames.Unique("same");
        await broker.CreateTopicAsync(topic);
        using var lines = new FileSource(topic);
        lines.Append(3);
        var config = JsonSerializer.Serialize(lines.Config);
        const string Life = "/connectors/life";

        await CompareAsync(HttpMethod.Post, "/connectors", $"{{\"name\":\" life \",\"config\":{config}}}");
        await AwaitBothAsync(Life + "/offsets", body => body.Contains("position", StringComparison.Ordinal));
        await CompareAsync(HttpMethod.Post, "/connectors", $"{{\"name\":\"life\",\"config\":{config}}}");
        foreach (var path in new[] { "", "/config", "/status", "/tasks", "/tasks/0/status", "/tasks/1/status", "/topics", "/offsets" })
        {
            await CompareAsync(HttpMethod.Get, Life + path);
        }

        await CompareAsync(HttpMethod.Get, "/connectors?expand=info&expand=status");
        await CompareAsync(HttpMethod.Patch, Life + "/config", "{\"batch.size\":5,\"new\":true,\"value.converter\":null}");
        await CompareAsync(HttpMethod.Delete, Life + "/offsets");
        await CompareAsync(HttpMethod.Put, Life + "/stop");
        await AwaitBothAsync(Life + "/status", body => body.Contains("\"STOPPED\"", StringComparison.Ordinal));
        await AwaitBothAsync(Life + "/status", body => body.Contains("\"tasks\":[]", StringComparison.Ordinal));
        foreach (var offset in new[] { "{\"position\":2}", "{\"position\":\"1\"}", "{\"position\":[1]}", "{}", "null", "5" })
        {
            var body = $"{{\"offsets\":[{{\"partition\":{{\"filename\":\"f\",\"z\":1}},\"offset\":{offset}}}]}}";
            await CompareAsync(HttpMethod.Patch, Life + "/offsets", body);
        }

        await CompareAsync(HttpMethod.Delete, Life + "/offsets");
        await AwaitBothAsync(Life + "/offsets", body => body == "{\"offsets\":[]}");
        await CompareAsync(HttpMethod.Delete, Life);
        await CompareAsync(HttpMethod.Get, Life);
    }

    private async Task CompareAsync(HttpMethod method, string path, string? body = null)
    {
        var java = await AskAsync(_java, method, path, body);
        var ours = await AskAsync(_ours, method, path, body);
        if (java != ours)
        {
            var at = Math.Max(0, java.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count() - 200);
            _differences.Add($"{method} {path} {body}\n  java {Cut(java, at)}\n  ours {Cut(ours, at)}");
        }
    }

    private static string Cut(string text, int start) => new([.. text.Skip(start).Take(500)]);

    private async Task AwaitBothAsync(string path, Func<string, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var worker in new ConnectWorker[] { _java, _ours })
        {
            while (!condition((await worker.Client.GetAsync(path)).Body))
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    /// <summary>Asks until no rebalance is in the way, and leaves out what differs between any two workers.</summary>
    private static async Task<string> AskAsync(ConnectWorker worker, HttpMethod method, string path, string? body)
    {
        RestAnswer answer;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        do
        {
            limit.Token.ThrowIfCancellationRequested();
            answer = await worker.Client.SendAsync(method, path, body);
        }
        while (Transient.Any(text => answer.Body.Contains(text, StringComparison.Ordinal)));

        var text = answer.Body.Replace(worker.WorkerId, "worker", StringComparison.Ordinal);
        text = Available().Replace(text, "available connectors are: …");
        text = Recommended().Replace(text, "\"recommended_values\":…");
        return $"{answer.Status} {text}";
    }

    // Either may have plug-ins that the other does not have.
    [GeneratedRegex("available connectors are: [^\"\\\\]*")]
    private static partial Regex Available();

    [GeneratedRegex("\"recommended_values\":\\[\"(?:org\\.apache|ConnectNet)[^\\]]*\\]")]
    private static partial Regex Recommended();
}
