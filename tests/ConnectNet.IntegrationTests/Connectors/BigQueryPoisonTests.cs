using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Connectors;

/// <summary>
/// Records that ask for what no table can have, through a worker and a real broker: they are in the dead-letter queue with their own bytes, the
/// others in the table once; without tolerance the task fails and names the record. Keys of service accounts are checked over REST.
/// </summary>
public sealed class BigQueryPoisonTests
{
    [KafkaFact(Needs = Needs.TopicAdmin | Needs.Compaction)]
    public async Task Odd_records_go_to_the_dead_letter_queue_and_the_others_are_stored_once()
    {
        var broker = await KafkaBroker.SharedAsync();
        var topic = ClusterNames.Unique("poison");
        await using var standIn = await BigQueryStandIn.StartAsync(new BigQueryStandInOptions { RequireToken = true });
        standIn.CreateTable("marketing." + topic, """{"schema":{"fields":[{"name":"a","type":"INTEGER","mode":"REQUIRED"}]}}""");
        await broker.CreateTopicAsync(topic);
        await broker.CreateTopicAsync(topic + "-dlq");
        string[] odd = ["x.y", new string('n', 301), "_PARTITIONTIME", "A"];
        var values = new List<byte[]> { Value(0) };
        for (var i = 0; i < odd.Length; i++)
        {
            values.Add(Value(10 + i, odd[i]));
            values.Add(Value(1 + i));
        }
        values.Add(Encoding.UTF8.GetBytes("""{"schema":null,"payload":{"a":"12.5"}}"""));
        values.Add(Encoding.UTF8.GetBytes("""{"schema":null,"payload":{"a":"5"}}"""));
        await TopicData.ProduceAsync(broker.BootstrapServers, topic, values.Select((value, i) => new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes("k" + i), Value = value }));

        await using var worker = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, topic + "-group"));
        await worker.Client.PutConfigAsync("tolerant", Sink(standIn, topic, "all"));
        var letters = TopicData.Read(broker.BootstrapServers, topic + "-dlq", read => read.Count >= odd.Length + 1);
        await worker.Client.AwaitRunningAsync("tolerant");
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(standIn.Rows("marketing." + topic).Count >= odd.Length + 2), "the good rows", TimeSpan.FromSeconds(60));

        Assert.Equal([0L, 1L, 2L, 3L, 4L, 5L], standIn.Rows("marketing." + topic).Select(row => (long)row["a"]!).Order());
        Assert.Equal([1, 3, 5, 7, 9], letters.Select(letter => int.Parse(Header(letter, "offset"))));
        Assert.All(letters, letter =>
        {
            var offset = int.Parse(Header(letter, "offset"));
            Assert.Equal(values[offset], letter.Message.Value);
            Assert.Equal("k" + offset, Encoding.UTF8.GetString(letter.Message.Key!));
            Assert.Equal((topic, "0", "tolerant", "0", "TASK_PUT"), (Header(letter, "topic"), Header(letter, "partition"), Header(letter, "connector.name"), Header(letter, "task.id"), Header(letter, "stage")));
            Assert.Equal("org.apache.kafka.connect.errors.ConnectException", Header(letter, "exception.class.name"));
            Assert.StartsWith($"The record at topic {topic}, partition 0, offset {offset} cannot be written to BigQuery: ", Header(letter, "exception.message"));
        });
        Assert.Contains("Column x.y: BigQuery takes no '.' in a column name.", Header(letters[0], "exception.message"));

        await worker.Client.PutConfigAsync("strict", Sink(standIn, topic, "none"));
        var trace = await worker.Client.AwaitFailedTaskAsync("strict");
        Assert.Contains($"The record at topic {topic}, partition 0, offset 1 cannot be written to BigQuery: Column x.y: BigQuery takes no '.' in a column name.", trace);
        Assert.Equal(0, await worker.StopAsync());
    }

    [KafkaFact(Needs = Needs.TopicAdmin | Needs.Compaction)]
    public async Task A_key_that_cannot_be_used_is_refused_over_REST_naming_the_member_and_no_secret()
    {
        var broker = await KafkaBroker.SharedAsync();
        await using var standIn = await BigQueryStandIn.StartAsync();
        await using var worker = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, ClusterNames.Unique("keyfile")));
        var key = JsonNode.Parse(standIn.KeyFile)!.AsObject();
        var secret = ((string)key["private_key"]!).Split('\n')[1];
        key.Remove("client_email");
        var config = Sink(standIn, "t", "all");
        config["keyfile"] = key.ToJsonString();

        var validated = await worker.Client.SendAsync(HttpMethod.Put, "/connector-plugins/BigQuerySinkConnector/config/validate", Body(config).ToJsonString());
        var keyfile = validated.Expect()!["configs"]!.AsArray().Single(entry => (string)entry!["value"]!["name"]! == "keyfile")!["value"]!;
        var error = (string)Assert.Single(keyfile["errors"]!.AsArray())!;
        Assert.Contains("the key has no member 'client_email'. Download the key again", error);
        Assert.DoesNotContain(secret, validated.Body);

        var posted = await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors", new JsonObject { ["name"] = "keyless", ["config"] = Body(config) }.ToJsonString());
        Assert.Equal(400, posted.Status);
        Assert.Contains("the key has no member 'client_email'", posted.Body);
        Assert.DoesNotContain(secret, posted.Body + worker.Process.Log);

        (config["keySource"], config["keyfile"]) = ("FILE", "/absent/key.json");
        var absent = await worker.Client.ChangeAsync(HttpMethod.Post, "/connectors", new JsonObject { ["name"] = "keyless", ["config"] = Body(config) }.ToJsonString());
        Assert.Equal(400, absent.Status);
        Assert.Contains("the file named by keyfile does not exist", absent.Body);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static Dictionary<string, string> Sink(BigQueryStandIn standIn, string topic, string tolerance) => new()
    {
        ["connector.class"] = "BigQuerySinkConnector",
        ["tasks.max"] = "1",
        ["topics"] = topic,
        ["project"] = standIn.Project,
        ["defaultDataset"] = "marketing",
        ["keySource"] = "JSON",
        ["keyfile"] = standIn.KeyFile,
        ["bigquery.rest.endpoint"] = standIn.RestEndpoint,
        ["bigquery.storage.endpoint"] = standIn.GrpcEndpoint,
        ["allowNewBigQueryFields"] = "true",
        ["key.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        ["consumer.override.auto.offset.reset"] = "earliest",
        ["errors.tolerance"] = tolerance,
        ["errors.deadletterqueue.topic.name"] = $"{topic}-dlq",
        ["errors.deadletterqueue.topic.replication.factor"] = "1",
        ["errors.deadletterqueue.context.headers.enable"] = "true",
    };

    private static JsonObject Body(Dictionary<string, string> config) => new(config.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static byte[] Value(int a, string? more = null)
    {
        var fields = new JsonArray { new JsonObject { ["field"] = "a", ["type"] = "int64", ["optional"] = false } };
        var payload = new JsonObject { ["a"] = a };
        if (more is not null)
        {
            fields.Add((JsonNode)new JsonObject { ["field"] = more, ["type"] = "string", ["optional"] = true });
            payload[more] = "v";
        }
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schema"] = new JsonObject { ["type"] = "struct", ["optional"] = false, ["fields"] = fields },
            ["payload"] = payload,
        }.ToJsonString());
    }

    private static string Header(ConsumeResult<byte[]?, byte[]?> letter, string name) =>
        Encoding.UTF8.GetString(letter.Message.Headers.GetLastBytes("__connect.errors." + name));
}
