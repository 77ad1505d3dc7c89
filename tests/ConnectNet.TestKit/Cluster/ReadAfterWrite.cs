using System.Diagnostics;
using System.Text.Json.Nodes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Cluster;

/// <summary>
/// How long it takes until a change made on one worker is read on another: from the request to the one until the first answer of the other
/// that shows it. The connectors run, so that every change is followed by a rebalance.
/// </summary>
internal static class ReadAfterWrite
{
    /// <summary>Changes a key of one connector after the other, through either worker in turn.</summary>
    public static async Task<Latencies> RunAsync(
        ConnectWorker first, ConnectWorker second, IReadOnlyDictionary<string, Dictionary<string, string>> connectors, int changes)
    {
        foreach (var (name, config) in connectors)
        {
            await first.Client.PutConfigAsync(name, config);
            await first.Client.AwaitRunningAsync(name);
        }

        var latencies = new Latencies();
        var names = connectors.Keys.ToList();
        for (var change = 0; change < changes; change++)
        {
            var (written, read) = change % 2 == 0 ? (first, second) : (second, first);
            await latencies.MeasureAsync(() => ChangeAsync(written.Client, read.Client, names[change % names.Count], $"{change}"));
        }

        return latencies;
    }

    private static async Task ChangeAsync(ConnectClient written, ConnectClient read, string name, string value)
    {
        var patch = new JsonObject { ["note"] = value }.ToJsonString();
        (await written.ChangeAsync(HttpMethod.Patch, $"/connectors/{name}/config", patch)).Expect();
        var clock = Stopwatch.StartNew();
        while (true)
        {
            // 500 while a rebalance is due, as Java.
            var answer = await read.GetAsync($"/connectors/{name}/config");
            if (answer.Status == 200 && (string?)answer.Json!["note"] == value)
            {
                return;
            }

            if (clock.Elapsed > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"the change {value} of {name} is not read: {answer.Status} {answer.Body}");
            }

            await Task.Delay(5);
        }
    }
}
