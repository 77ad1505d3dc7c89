using System.Text.Json.Nodes;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>
/// An exception without a message shows what Java's worker shows of one, for the same connector in Java: the class alone, or null. .NET has a text of its
/// own for it, which must not get out.
/// </summary>
public sealed class MissingMessageTests
{
    private const string Class = "org.apache.kafka.connect.errors.ConnectException";

    [KafkaFact]
    public async Task Answers_traces_and_dead_letters_are_Javas()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var plugins = PluginDirectory.Of(typeof(MessagelessConnector).Assembly);
        using var directory = TempDirectory.Create();
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, ClusterNames.Unique("messages")).With("plugin.path", plugins.Path);
        await settings.PrepareAsync(broker);
        await using var worker = await WorkerProcess.StartDistributedAsync(settings);

        Assert.Equal(new RestAnswer(500, """{"error_code":500,"message":null}"""), await CreateAsync(worker, "validate"));
        Assert.Equal(
            new RestAnswer(500, $$"""{"error_code":500,"message":"{{Class}}"}"""),
            await worker.Client.SendAsync(HttpMethod.Put, "/connector-plugins/test.MessagelessConnector/config/validate", Config("validate").ToJsonString()));

        Assert.Equal(201, (await CreateAsync(worker, "start")).Status);
        var status = await worker.Client.AwaitAsync("start", static s => (string?)s["connector"]!["state"] == "FAILED", "failure");
        Assert.StartsWith(Class + "\n\tat test.MessagelessConnector.StartAsync(", (string?)status["connector"]!["trace"], StringComparison.Ordinal);
        foreach (var (fail, method) in new[] { ("task", "StartAsync"), ("poll", "PollAsync") })
        {
            Assert.Equal(201, (await CreateAsync(worker, fail)).Status);
            Assert.StartsWith($"{Class}\n\tat test.MessagelessTask.{method}(", await worker.Client.AwaitFailedTaskAsync(fail), StringComparison.Ordinal);
        }

        await AssertDeadLetterAsync(broker, worker, directory);
        Assert.DoesNotContain("was thrown", worker.Process.Log, StringComparison.Ordinal);
    }

    private static async Task AssertDeadLetterAsync(KafkaBroker broker, WorkerProcess worker, TempDirectory directory)
    {
        var topic = ClusterNames.Unique("messageless");
        await broker.CreateTopicAsync(topic);
        await broker.CreateTopicAsync(topic + "-dlq");
        await TopicData.ProduceAsync(broker.BootstrapServers, topic, [new() { Value = "\"x\""u8.ToArray() }]);
        await worker.Client.PutConfigAsync("dead", new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink",
            ["topics"] = topic,
            ["file"] = directory.File("out.txt"),
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
            ["transforms"] = "m",
            ["transforms.m.type"] = "test.MessagelessTransform",
            ["errors.tolerance"] = "all",
            ["errors.deadletterqueue.topic.name"] = topic + "-dlq",
            ["errors.deadletterqueue.topic.replication.factor"] = "1",
            ["errors.deadletterqueue.context.headers.enable"] = "true",
            ["consumer.override.session.timeout.ms"] = "6000",
        });
        var letter = Assert.Single(TopicData.Read(broker.BootstrapServers, topic + "-dlq", static read => read.Count == 1)).Message;
        var headers = letter.Headers.ToDictionary(header => header.Key["__connect.errors.".Length..], header => header.GetValueBytes());
        Assert.Null(headers["exception.message"]);
        Assert.Equal("org.apache.kafka.connect.errors.DataException", System.Text.Encoding.UTF8.GetString(headers["exception.class.name"]));
        Assert.StartsWith(
            "org.apache.kafka.connect.errors.DataException\n\tat test.MessagelessTransform.Apply(",
            System.Text.Encoding.UTF8.GetString(headers["exception.stacktrace"]),
            StringComparison.Ordinal);
    }

    private static JsonObject Config(string fail) => new() { ["name"] = fail, ["connector.class"] = "test.MessagelessConnector", ["fail"] = fail };

    private static Task<RestAnswer> CreateAsync(WorkerProcess worker, string fail) =>
        worker.Client.SendAsync(HttpMethod.Post, "/connectors", new JsonObject { ["name"] = fail, ["config"] = Config(fail) }.ToJsonString());
}
