using System.Text.Json.Nodes;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>The life of source and sink connectors over REST: creation, every read, restarts, states, offsets, deletion; and tasks that fail.</summary>
internal static class LifeScript
{
    private static readonly string[] Reads =
    [
        "", "/", "/config", "/status", "/tasks", "/tasks/0/status", "/tasks/1/status", "/tasks/x/status", "/tasks/0/config", "/tasks-config", "/topics", "/offsets",
        "/offsets/", "/status?forward=x",
    ];

    public static async Task RunAsync(WorkerPair pair)
    {
        using var directory = TempDirectory.Create();
        var topic = $"compare-{Guid.NewGuid():N}"[..16];
        await pair.Broker.CreateTopicAsync(topic, 3);
        await SourceAsync(pair, directory.File("lines.txt"), topic);
        await InitialStatesAsync(pair, topic);
        await SinkAsync(pair, directory, topic);
        await FailuresAsync(pair, directory, topic);
    }

    /// <summary>A request body: the text with its placeholders replaced by JSON strings.</summary>
    public static string Body(string json, params (string Placeholder, string Value)[] values) => values.Aggregate(
        json, (text, value) => text.Replace($"<{value.Placeholder}>", value.Value, StringComparison.Ordinal));

    private static async Task SourceAsync(WorkerPair pair, string file, string topic)
    {
        await File.WriteAllTextAsync(file, "one\ntwo\nthree\n");
        var config = Body("""{"connector.class":"FileStreamSource","tasks.max":2,"file":"<file>","topic":"<topic>","flag":true,"batch.size":1000}""", ("file", file), ("topic", topic));
        await pair.SameAsync("POST", "/connectors/", $$"""{"name":" life ","config":{{config}}}""");
        await pair.UntilAsync("/connectors/life/offsets", static body => body.Contains("\"position\":14", StringComparison.Ordinal));
        await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"life","config":{{config}}}""");
        foreach (var read in Reads)
        {
            await pair.SameAsync("GET", "/connectors/life" + read);
        }
        foreach (var query in (string[])["", "?expand=info", "?expand=status", "?expand=info&expand=status", "?expand=status&expand=info&expand=info", "?expand=x", "?expand", "?EXPAND=info", "?expand=info%26status"])
        {
            await pair.SameAsync("GET", "/connectors" + query);
        }
        await pair.SameAsync("HEAD", "/connectors/life");
        await pair.SameAsync("PUT", "/connectors/life/config", config.Replace("\"flag\"", "\"name\":\"other\",\"flag\"", StringComparison.Ordinal));
        await pair.SameAsync("PUT", "/connectors/life/config", config);
        await pair.SameAsync("PATCH", "/connectors/life/config", """{"batch.size":5,"new":true,"flag":null,"absent":null}""");
        await pair.SameAsync("PATCH", "/connectors/life/config", "{}");
        await pair.SameAsync("PATCH", "/connectors/life/config", """{"name":null}""");
        await pair.SameAsync("PATCH", "/connectors/life/config", """{"tasks.max":"dog"}""");
        await pair.SameAsync("PATCH", "/connectors/none/config", "{}");
        await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
        await RestartsAsync(pair);
        await pair.SameAsync("PUT", "/connectors/life/topics/reset");
        await pair.SameAsync("PUT", "/connectors/none/topics/reset");
        await pair.SameAsync("DELETE", "/connectors/life/offsets");
        await pair.SameAsync("PATCH", "/connectors/life/offsets", """{"offsets":[{"partition":{"filename":"f"},"offset":{"position":1}}]}""");
        await pair.SameAsync("PUT", "/connectors/life/pause");
        await pair.UntilStateAsync("life", "PAUSED", "PAUSED");
        await pair.SameAsync("GET", "/connectors/life/status");
        await pair.SameAsync("POST", "/connectors/life/restart");
        await pair.UntilStateAsync("life", "PAUSED", "PAUSED");
        await pair.SameAsync("PUT", "/connectors/life/resume");
        await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
        await pair.SameAsync("PUT", "/connectors/life/stop");
        await pair.UntilStateAsync("life", "STOPPED");
        await StoppedAsync(pair, file);
    }

    private static async Task RestartsAsync(WorkerPair pair)
    {
        foreach (var query in (string[])["", "?includeTasks=false&onlyFailed=false", "?includeTasks=yes", "?includeTasks=TRUE", "?onlyFailed=true", "?includeTasks=true&onlyFailed=true"])
        {
            await pair.SameAsync("POST", "/connectors/life/restart" + query);
            await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
            await pair.SameAsync("POST", "/connectors/none/restart" + query);
        }
        await pair.SameAsync("POST", "/connectors/life/tasks/0/restart");
        await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
        await pair.SameAsync("POST", "/connectors/life/tasks/7/restart");
        await pair.SameAsync("POST", "/connectors/none/tasks/0/restart");
        await pair.SameAsync("POST", "/connectors/life/tasks/x/restart");
        await pair.SameAsync("POST", "/connectors/life/tasks/99999999999/restart");
        await pair.SameAsync("GET", "/connectors/life/tasks/0/restart");
    }

    private static async Task StoppedAsync(WorkerPair pair, string file)
    {
        foreach (var read in Reads)
        {
            await pair.SameAsync("GET", "/connectors/life" + read);
        }
        await pair.SameAsync("POST", "/connectors/life/restart");
        await pair.SameAsync("POST", "/connectors/life/restart?includeTasks=true");
        foreach (var offset in (string[])["{\"position\":2}", "{\"position\":\"1\"}", "{\"position\":-1}", "{\"position\":1.5}", "{\"position\":[1]}", "{\"position\":null}", "{\"x\":1}", "{}", "null", "5", "\"a\"", "[]"])
        {
            await pair.SameAsync("PATCH", "/connectors/life/offsets", Body("""{"offsets":[{"partition":{"filename":"<file>"},"offset":<offset>}]}""", ("file", file), ("offset", offset)));
            await pair.SameSoonAsync("/connectors/life/offsets");
        }
        foreach (var partition in (string[])["{}", "null", "{\"filename\":5}", "{\"filename\":null}", "{\"filename\":\"f\",\"z\":1}", "{\"filename\":\"f\",\"a\":{\"b\":1}}", "7", "[]"])
        {
            var change = """{"offsets":[{"partition":<partition>,"offset":{"position":1}}]}""".Replace("<partition>", partition, StringComparison.Ordinal);
            await pair.SameAsync("PATCH", "/connectors/life/offsets", change);
            await pair.SameSoonAsync("/connectors/life/offsets");
        }
        foreach (var body in (string[])["{}", "{\"offsets\":null}", "{\"offsets\":[]}", "{\"offsets\":{}}", "{\"offsets\":[null]}", "{\"offsets\":[{}]}", "{\"offset\":[]}", "[]", "null", "{"])
        {
            await pair.SameAsync("PATCH", "/connectors/life/offsets", body);
        }
        await pair.SameAsync("PATCH", "/connectors/none/offsets", """{"offsets":[{"partition":{"filename":"f"},"offset":null}]}""");
        await pair.SameAsync("DELETE", "/connectors/none/offsets");
        await pair.SameAsync("DELETE", "/connectors/life/offsets");
        await pair.SameSoonAsync("/connectors/life/offsets");
        await pair.SameAsync("PUT", "/connectors/life/pause");
        await pair.UntilStateAsync("life", "PAUSED");
        await pair.SameAsync("GET", "/connectors/life/status");
        await pair.SameAsync("PUT", "/connectors/life/resume");
        await pair.UntilStateAsync("life", "RUNNING", "RUNNING");
        foreach (var action in (string[])["pause", "resume", "stop"])
        {
            await pair.SameAsync("PUT", "/connectors/none/" + action);
        }
        await pair.SameAsync("DELETE", "/connectors/life");
        await pair.SameAsync("DELETE", "/connectors/life");
        await pair.UntilAsync("/connectors/life/status", static body => body.Contains("No status found", StringComparison.Ordinal));
        foreach (var read in Reads)
        {
            await pair.SameAsync("GET", "/connectors/life" + read);
        }
    }

    private static async Task InitialStatesAsync(WorkerPair pair, string topic)
    {
        foreach (var (name, state) in ((string, string)[])[("st1", "\"STOPPED\""), ("st2", "\"paused\""), ("st3", "null"), ("st4", "\"RuNNing\""), ("st5", "\"FOO\""), ("st6", "1"), ("st7", "\"\"")])
        {
            await pair.SameAsync("POST", "/connectors", Body("""{"name":"<n>","initial_state":<s>,"config":{"connector.class":"FileStreamSource","topic":"<t>","file":"/none"}}""", ("n", name), ("s", state), ("t", topic)));
        }
        await pair.UntilStateAsync("st1", "STOPPED");
        await pair.UntilStateAsync("st2", "PAUSED");
        await pair.UntilStateAsync("st3", "RUNNING", "RUNNING");
        await pair.UntilStateAsync("st4", "RUNNING", "RUNNING");
        await pair.SameAsync("GET", "/connectors?expand=info&expand=status");
        await pair.SameAsync("PUT", "/connectors/st1/stop");
        await pair.SameAsync("POST", "/connectors/st1/tasks/0/restart");
        await pair.SameAsync("POST", "/connectors/st1/tasks", "[{\"a\":\"b\"}]");
        await pair.SameAsync("PUT", "/connectors/st1/fence");
        await pair.SameAsync("PUT", "/connectors/st1/fence", null, 0, ("X-Connect-Authorization", "YQ=="), ("X-Connect-Request-Signature-Algorithm", "nope"));
        await pair.SameAsync("PUT", "/connectors/st1/fence", null, 0, ("X-Connect-Authorization", "!"), ("X-Connect-Request-Signature-Algorithm", "HmacSHA256"));
        await pair.SameAsync("PUT", "/connectors/st1/fence", null, 0, ("X-Connect-Authorization", "YQ=="), ("X-Connect-Request-Signature-Algorithm", "HmacSHA512"));
        await pair.SameAsync("PUT", "/connectors/st1/fence", null, 0, ("X-Connect-Authorization", "YQ=="), ("X-Connect-Request-Signature-Algorithm", "HmacSHA256"));
        foreach (var name in (string[])["st1", "st2", "st3", "st4"])
        {
            await pair.SameAsync("DELETE", "/connectors/" + name);
        }
    }

    private static async Task SinkAsync(WorkerPair pair, TempDirectory directory, string topic)
    {
        var config = Body(
            """{"connector.class":"org.apache.kafka.connect.file.FileStreamSinkConnector","tasks.max":"2","topics":"<topic>","file":"<file>","consumer.override.group.id":"<group>-sink","value.converter":"org.apache.kafka.connect.storage.StringConverter"}""",
            ("topic", topic),
            ("file", directory.File("sink.txt")));
        await pair.SameAsync("PUT", "/connectors/sink/config", config);
        await pair.UntilStateAsync("sink", "RUNNING", "RUNNING", "RUNNING");
        await pair.UntilAsync("/connectors/sink/offsets", static body => Total(body) >= 3);
        foreach (var read in Reads)
        {
            if (read != "/offsets/" && read != "/offsets")
            {
                await pair.SameAsync("GET", "/connectors/sink" + read);
            }
        }
        await pair.SameAsync("PATCH", "/connectors/sink/offsets", Body("""{"offsets":[{"partition":{"kafka_topic":"<t>","kafka_partition":0},"offset":{"kafka_offset":1}}]}""", ("t", topic)));
        await pair.SameAsync("PUT", "/connectors/sink/stop");
        await pair.UntilStateAsync("sink", "STOPPED");
        foreach (var (partition, offset) in SinkOffsets(topic))
        {
            await pair.SameAsync("PATCH", "/connectors/sink/offsets", Body("""{"offsets":[{"partition":<partition>,"offset":<offset>}]}""", ("partition", partition), ("offset", offset)));
        }
        await pair.SameAsync("GET", "/connectors/sink/offsets");
        await pair.SameAsync("DELETE", "/connectors/sink/offsets");
        await pair.SameAsync("GET", "/connectors/sink/offsets");
        await pair.SameAsync("DELETE", "/connectors/sink/offsets");
        await pair.SameAsync("PUT", "/connectors/sink/fence");
        await pair.SameAsync("DELETE", "/connectors/sink");
    }

    private static IEnumerable<(string Partition, string Offset)> SinkOffsets(string topic)
    {
        string Partition(string value) => Body("""{"kafka_topic":"<t>","kafka_partition":<p>}""", ("t", topic), ("p", value));
        foreach (var partition in (string[])["null", "{}", """{"kafka_topic":"x"}""", """{"kafka_topic":null,"kafka_partition":0}""", """{"kafka_topic":3,"kafka_partition":0}""", """{"kafka_topic":"no-such-topic-at-all","kafka_partition":0}""", """{"kafka_topic":"not valid!","kafka_partition":0}"""])
        {
            yield return (partition, """{"kafka_offset":1}""");
        }
        foreach (var number in (string[])["null", "\"x\"", "1.7", "true", "[]", "\"1\"", "77", "-1", "2"])
        {
            yield return (Partition(number), """{"kafka_offset":1}""");
            yield return (Partition("0"), $$"""{"kafka_offset":{{number}}}""");
        }
        yield return (Partition("0"), "{}");
        yield return (Partition("0"), "{\"offset\":1}");
        yield return (Partition("1"), "null");
        yield return (Partition("1"), "{\"kafka_offset\":1,\"more\":2}");
    }

    private static async Task FailuresAsync(WorkerPair pair, TempDirectory directory, string topic)
    {
        var source = Body("""{"connector.class":"FileStreamSource","topic":"<topic>","file":"<file>","transforms":"t","transforms.t.type":"org.apache.kafka.connect.transforms.ExtractField$Value","transforms.t.field":"a","value.converter":"org.apache.kafka.connect.storage.StringConverter"}""", ("topic", topic), ("file", directory.File("lines.txt")));
        await pair.SameAsync("PUT", "/connectors/f1/config", source);
        await pair.SameAsync("PUT", "/connectors/f2/config", source.Replace("\"transforms.t.field\"", "\"transforms.t.predicate\":\"p\",\"transforms.t.field\"", StringComparison.Ordinal));
        await pair.SameAsync("PUT", "/connectors/f3/config", Body("""{"connector.class":"FileStreamSink","topics":"<topic>","file":"/no/such/directory/file","consumer.override.group.id":"<group>-f3"}""", ("topic", topic)));
        await pair.SameAsync("PUT", "/connectors/f4/config", Body("""{"connector.class":"FileStreamSink","topics":"<topic>","file":"<file>","consumer.override.group.id":"<group>-f4","consumer.override.auto.offset.reset":"earliest","value.converter":"org.apache.kafka.connect.json.JsonConverter"}""", ("topic", topic), ("file", directory.File("f4"))));
        foreach (var name in (string[])["f1", "f2", "f3"])
        {
            await pair.UntilStateAsync(name, "RUNNING", "FAILED");
            await pair.SameAsync("GET", $"/connectors/{name}/status");
            await pair.SameAsync("GET", $"/connectors/{name}/tasks/0/status");
            await pair.SameAsync("POST", $"/connectors/{name}/tasks/0/restart");
        }
        foreach (var name in (string[])["f1", "f2", "f3", "f4"])
        {
            await pair.SameAsync("DELETE", "/connectors/" + name);
        }
    }

    private static long Total(string offsets) =>
        JsonNode.Parse(offsets)?["offsets"]?.AsArray().Sum(offset => (long)offset!["offset"]!["kafka_offset"]!) ?? 0;
}
