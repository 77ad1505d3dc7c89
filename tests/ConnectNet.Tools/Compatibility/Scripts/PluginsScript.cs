using System.Text.Json.Nodes;

namespace ConnectNet.Tools.Compatibility.Scripts;

/// <summary>Root, plug-ins with their keys, loggers, and what is no endpoint.</summary>
internal static class PluginsScript
{
    public static async Task RunAsync(WorkerPair pair)
    {
        foreach (var query in (string[])["", "/", "?connectorsOnly=false", "?connectorsOnly=FALSE", "?connectorsOnly=no", "?connectorsOnly=", "?connectorsOnly", "?connectorsOnly=true"])
        {
            await pair.SameAsync("GET", "/connector-plugins" + query);
        }
        foreach (var name in await KafkasPluginsAsync(pair))
        {
            await pair.SameAsync("GET", $"/connector-plugins/{name}/config");
            await pair.SameAsync("GET", $"/connector-plugins/{name.Split('.')[^1]}/config");
        }
        foreach (var name in (string[])["FileStreamSource", "FileStreamSink", "Json", "String", "RecordIsTombstone", "InsertField", "None", "java.lang.String", "EnvVarConfigProvider", "All"])
        {
            await pair.SameAsync("GET", $"/connector-plugins/{name}/config");
        }
        foreach (var version in (string[])["4.3.1", "latest", "[4.0,5.0)", "(,", "9.9.9", ""])
        {
            await pair.SameAsync("GET", $"/connector-plugins/FileStreamSource/config?version={Uri.EscapeDataString(version)}");
            await pair.SameAsync("GET", $"/connector-plugins/JsonConverter/config?version={Uri.EscapeDataString(version)}");
        }
        await LoggersAsync(pair);
    }

    /// <summary>The class names of what Kafka itself brings, MirrorMaker left out.</summary>
    public static async Task<IReadOnlyList<string>> KafkasPluginsAsync(WorkerPair pair)
    {
        var all = (await pair.Java[0].Client.GetAsync("/connector-plugins?connectorsOnly=false")).Expect()!.AsArray();
        return [.. all.Select(plugin => (string)plugin!["class"]!).Where(name => !name.Contains(".mirror.", StringComparison.Ordinal)).Distinct()];
    }

    /// <summary>Sets and reads levels of loggers.</summary>
    public static async Task LoggersAsync(WorkerPair pair, string prefix = "")
    {
        foreach (var (logger, query, body) in ((string, string, string?)[])
        [
            ("x.y", "", "{\"level\":\"debug\"}"), ("x.y", "?scope=WORKER", "{\"level\":\" Trace \"}"), ("x.y", "?scope=nope", "{\"level\":\"TRACE\"}"), ("x", "?scope=", "{\"level\":\"WARN\",\"more\":1}"),
            ("x.y", "?scope=cluster", "{\"level\":\"INFO\"}"), ("x.y", "?scope=cluster", "{\"level\":\"nope\"}"), ("x.y", "", "{\"level\":\"nope\"}"), ("x.y", "", "{\"level\":\"\"}"),
            ("x.y", "", "{\"level\":null}"), ("x.y", "", "{}"), ("x.y", "", "null"), ("x.y", "", "[]"), ("x.y", "", null), ("x.z", "", "{\"level\":\"OFF\"}"), ("x", "", "{\"level\":\"FATAL\"}"), ("x", "", "{\"level\":\"ALL\"}"),
        ])
        {
            await pair.SameAsync("PUT", $"{prefix}/admin/loggers/{logger}{query}", body);
        }
        foreach (var logger in (string[])["x.y", "x", "x.q", "root", "ROOT", "org.apache.kafka.connect", "org.apache.kafka.connect.runtime.Worker", "org.apache.kafka.connect.runtime.distributed.DistributedHerder", "x.z"])
        {
            if (logger != "x.y")
            {
                await pair.SameAsync("GET", $"{prefix}/admin/loggers/{logger}");
                await pair.SameAsync("GET", $"{prefix}/admin/loggers/{logger}/");
            }
        }
    }
}
