using System.Text.Json.Nodes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>What a worker says of a connector that failed.</summary>
internal static class Failures
{
    /// <summary>The first line of the trace of the connector or its first task, and those of its causes; nothing while both run.</summary>
    public static async Task<string[]> ReadAsync(ConnectWorker worker, string connector)
    {
        var answer = await worker.Client.GetAsync($"/connectors/{connector}/status");
        return answer.Status == 200
            ? [.. Lines(answer.Json!["connector"]), .. answer.Json!["tasks"]!.AsArray().Take(1).SelectMany(Lines)]
            : [];
    }

    private static string[] Lines(JsonNode? state)
    {
        var lines = ((string?)state?["trace"] ?? "").Split('\n');
        return (string?)state?["state"] == "FAILED"
            ? [lines[0], .. lines.Where(line => line.StartsWith("Caused by: ", StringComparison.Ordinal))]
            : [];
    }
}
