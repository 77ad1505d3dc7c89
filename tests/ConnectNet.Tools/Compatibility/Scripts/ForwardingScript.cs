using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>Two workers: every request that only the leader may serve goes to the other one, which sends it on.</summary>
internal static class ForwardingScript
{
    private const int Follower = 1;

    public static async Task RunAsync(WorkerPair pair)
    {
        using var directory = TempDirectory.Create();
        var file = directory.File("lines.txt");
        await File.WriteAllTextAsync(file, "one\ntwo\n");
        var topic = $"compare-{Guid.NewGuid():N}"[..16];
        await pair.Broker.CreateTopicAsync(topic);
        var config = LifeScript.Body("""{"connector.class":"FileStreamSource","topic":"<topic>","file":"<file>"}""", ("topic", topic), ("file", file));
        foreach (var query in (string[])["?forward=false", "?forward=no", "?forward="])
        {
            await pair.SameAsync("POST", "/connectors" + query, $$"""{"name":"fw0","config":{{config}}}""", Follower);
        }
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"fw","config":{{config}}}""", Follower);
        await pair.UntilStateAsync("fw", "RUNNING", "RUNNING");
        await pair.SameAsync("POST", "/connectors?forward=true", $$"""{"name":"fw","config":{{config}}}""", Follower);
        await pair.SameAsync("POST", "/connectors", """{"name":"bad","config":{"connector.class":"FileStreamSource","tasks.max":"x"}}""", Follower);
        await pair.SameAsync("POST", "/connectors", """{"name":"bad","config":{"connector.class":"Nope"}}""", Follower);
        await pair.SameAsync("PUT", "/connectors/fw/config", config, Follower);
        await pair.UntilStateAsync("fw", "RUNNING", "RUNNING");
        await pair.SameAsync("PUT", "/connectors/fw2/config", config, Follower);
        await pair.UntilStateAsync("fw2", "RUNNING", "RUNNING");
        await pair.SameAsync("PATCH", "/connectors/fw/config", """{"batch.size":5,"new":null}""", Follower);
        await pair.SameAsync("PATCH", "/connectors/none/config", "{}", Follower);
        await pair.SameAsync("PATCH", "/connectors/none/config", "null", Follower);
        await pair.SameAsync("PATCH", "/connectors/fw/config", """{"tasks.max":"x"}""", Follower);
        await pair.UntilStateAsync("fw", "RUNNING", "RUNNING");
        await ChangesAsync(pair, file);
        await NamesAsync(pair, config);
    }

    private static async Task ChangesAsync(WorkerPair pair, string file)
    {
        foreach (var worker in (int[])[0, Follower])
        {
            foreach (var path in (string[])["/restart", "/restart?includeTasks=true", "/restart?onlyFailed=true", "/tasks/0/restart"])
            {
                await pair.SameAsync("POST", "/connectors/fw" + path, null, worker);
                await pair.UntilStateAsync("fw", "RUNNING", "RUNNING");
                await pair.SameAsync("POST", "/connectors/fw2" + path, null, worker);
                await pair.UntilStateAsync("fw2", "RUNNING", "RUNNING");
                await pair.SameAsync("POST", "/connectors/none" + path, null, worker);
            }
            await pair.SameAsync("POST", "/connectors/fw/tasks/9/restart", null, worker);
            foreach (var action in (string[])["pause", "resume", "stop"])
            {
                await pair.SameAsync("PUT", "/connectors/none/" + action, null, worker);
            }
            await pair.SameAsync("GET", "/connectors/fw", null, worker);
            await pair.SameAsync("GET", "/connectors/fw/status", null, worker);
            await pair.SameAsync("GET", "/connectors?expand=info&expand=status", null, worker);
        }
        await pair.SameAsync("DELETE", "/connectors/fw/offsets", null, Follower);
        await pair.SameAsync("PUT", "/connectors/fw/stop", null, Follower);
        await pair.UntilStateAsync("fw", "STOPPED");
        await pair.SameAsync("POST", "/connectors/fw/tasks/0/restart", null, Follower);
        var offsets = LifeScript.Body("""{"offsets":[{"partition":{"filename":"<file>"},"offset":{"position":4}}]}""", ("file", file));
        await pair.SameAsync("PATCH", "/connectors/fw/offsets", offsets, Follower);
        await pair.SameAsync("PATCH", "/connectors/fw/offsets", """{"offsets":[{"partition":{"filename":"f"},"offset":{"position":-4}}]}""", Follower);
        await pair.SameAsync("PATCH", "/connectors/fw/offsets", """{"offsets":[]}""", Follower);
        await pair.SameAsync("GET", "/connectors/fw/offsets", null, Follower);
        await pair.SameAsync("DELETE", "/connectors/fw/offsets", null, Follower);
        await pair.SameAsync("PATCH", "/connectors/none/offsets", offsets, Follower);
        await pair.SameAsync("DELETE", "/connectors/none/offsets", null, Follower);
        await pair.SameAsync("POST", "/connectors/fw/tasks", "[]", Follower);
        await pair.SameAsync("PUT", "/connectors/fw/fence", null, Follower);
        await pair.SameAsync("DELETE", "/connectors/fw", null, Follower);
        await pair.SameAsync("DELETE", "/connectors/fw2", null, Follower);
        await pair.SameAsync("DELETE", "/connectors/none", null, Follower);
    }

    /// <summary>Names that have to survive the way to the leader.</summary>
    private static async Task NamesAsync(WorkerPair pair, string config)
    {
        foreach (var name in (string[])["a b", "a+b", "ä", "😀", "a;b", "a?b#c", "a:b@c", "[x]", "..", "%41", "a&b=c"])
        {
            var json = System.Text.Json.JsonSerializer.Serialize(name);
            await pair.SameAsync("POST", "/connectors", $$"""{"name":{{json}},"initial_state":"STOPPED","config":{{config}}}""", Follower);
            if (name.StartsWith('%') || name == "..")
            {
                continue;
            }
            var path = "/connectors/" + Uri.EscapeDataString(name);
            await pair.SameAsync("PUT", path + "/config", config, Follower);
            await pair.UntilStateAsync(Uri.EscapeDataString(name), "STOPPED");
            await pair.SameAsync("GET", path + "/config", null, Follower);
            await pair.SameAsync("DELETE", path, null, Follower);
        }
    }
}
