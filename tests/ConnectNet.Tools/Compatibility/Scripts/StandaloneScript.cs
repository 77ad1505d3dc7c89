using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>A standalone worker, whose herder answers differently in many places.</summary>
internal static class StandaloneScript
{
    public static async Task RunAsync(WorkerPair pair, TempDirectory directory)
    {
        var file = directory.File("lines.txt");
        await File.WriteAllTextAsync(file, "one\ntwo\n");
        var topic = $"compare-{Guid.NewGuid():N}"[..16];
        await pair.Broker.CreateTopicAsync(topic);
        var config = LifeScript.Body("""{"connector.class":"FileStreamSource","topic":"<topic>","file":"<file>"}""", ("topic", topic), ("file", file));
        await pair.SameAsync("GET", "/health");
        await pair.SameAsync("GET", "/connectors");
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"sa","config":{{config}}}""");
        await pair.UntilStateAsync("sa", "RUNNING", "RUNNING");
        await pair.UntilAsync("/connectors/sa/offsets", static body => body.Contains("\"position\":8", StringComparison.Ordinal));
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"sa","config":{{config}}}""");
        await pair.SameAsync("POST", "/connectors", """{"name":"bad","config":{"connector.class":"FileStreamSource","tasks.max":"x"}}""");
        await pair.SameAsync("POST", "/connectors", """{"name":"bad","config":{}}""");
        await pair.SameAsync("PUT", "/connectors/sb/config", config);
        await pair.SameAsync("PUT", "/connectors/sa/config", config);
        await pair.SameAsync("PATCH", "/connectors/sa/config", """{"batch.size":5,"new":null}""");
        await pair.SameAsync("PATCH", "/connectors/none/config", "{}");
        await pair.UntilStateAsync("sa", "RUNNING", "RUNNING");
        foreach (var name in (string[])["sa", "none"])
        {
            foreach (var read in (string[])["", "/config", "/status", "/tasks", "/tasks/0/status", "/tasks/5/status", "/topics", "/offsets"])
            {
                await pair.SameAsync("GET", $"/connectors/{name}{read}");
            }
            foreach (var path in (string[])["/restart", "/restart?includeTasks=true", "/restart?onlyFailed=true", "/tasks/0/restart"])
            {
                await pair.SameAsync("POST", $"/connectors/{name}{path}");
            }
            foreach (var action in (string[])["pause", "resume", "stop", "topics/reset", "fence"])
            {
                await pair.SameAsync("PUT", $"/connectors/{name}/{action}");
            }
            await pair.SameAsync("POST", $"/connectors/{name}/tasks", "[]");
            await pair.SameAsync("PATCH", $"/connectors/{name}/offsets", LifeScript.Body("""{"offsets":[{"partition":{"filename":"<file>"},"offset":{"position":4}}]}""", ("file", file)));
            await pair.SameAsync("GET", $"/connectors/{name}/offsets");
            await pair.SameAsync("DELETE", $"/connectors/{name}/offsets");
            await pair.SameAsync("GET", $"/connectors/{name}/offsets");
        }
        await pair.SameAsync("GET", "/connectors?expand=info");
        await pair.SameAsync("PUT", "/connectors/sa/resume");
        await pair.UntilStateAsync("sa", "RUNNING", "RUNNING");
        await pair.SameAsync("POST", "/connectors/sa/tasks/5/restart");
        await pair.SameAsync("GET", "/connectors/sa/status");
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"halted","initial_state":"STOPPED","config":{{config}}}""");
        await pair.SameAsync("POST", "/connectors", $$"""{"name":"paused","initial_state":"PAUSED","config":{{config}}}""");
        await pair.SameAsync("GET", "/connectors?expand=info");
        await PluginsScript.LoggersAsync(pair);
        foreach (var name in (string[])["sa", "sb", "halted", "paused", "none"])
        {
            await pair.SameAsync("DELETE", "/connectors/" + name);
        }
        await pair.SameAsync("GET", "/connectors");
    }
}
