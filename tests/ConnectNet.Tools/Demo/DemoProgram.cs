using ConnectNet.Simulators.FacebookAds;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Demo;

/// <summary>
/// <c>./connectnet demo</c>: the main job on embedded Kafka, to look at; with <c>--once</c> it ends when the warehouse has been equal to
/// the ads API's truth before and after restatements, or says what is different.
/// </summary>
internal static class DemoProgram
{
    private const int RestPort = 8083;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ([] or ["--once"]))
        {
            await Console.Error.WriteLineAsync("usage: ./connectnet demo [--once]");
            return 1;
        }
        await using var broker = await EmbeddedKafka.StartAsync();
        await using var flow = await MarketingFlow.StartAsync(broker, new MarketingFlowOptions { Port = RestPort });
        Console.WriteLine($"Kafka {broker.BootstrapServers}   worker {flow.Worker.Url}   ads API {flow.Ads.BaseUrl}   warehouse {flow.Warehouse.RestEndpoint}");
        Console.WriteLine($"try:  curl {flow.Worker.Url}connectors?expand=status   curl {flow.Worker.Url}metrics");
        return arguments is [] ? await ShowAsync(flow) : await OnceAsync(flow);
    }

    private static async Task<int> OnceAsync(MarketingFlow flow)
    {
        if (!await EqualAsync(flow, "after the first reading"))
        {
            return 1;
        }
        var rows = flow.Expected().ToDictionary(row => row.KeyText);
        var vanished = flow.RestateAndVanish();
        if (!await EqualAsync(flow, $"after two days of restatements and the loss of row {vanished.KeyText}"))
        {
            return 1;
        }
        var (up, down) = Restated(rows, flow.Expected());
        var (rejected, mustReject) = (flow.RejectedRecords(), flow.Rejected().Count);
        await DemoTable.WriteAsync(flow);
        Console.WriteLine($"restated: {up} rows up, {down} rows down, 1 gone; every row equals the API's truth in every column but extracted_at");
        Console.WriteLine($"rejected: {rejected} keys in topic {flow.RejectedTopic}, of which {mustReject} break a rule still");
        return await StopAsync(flow, rejected >= mustReject && mustReject > 0 && up > 0 && down > 0);
    }

    private static async Task<bool> EqualAsync(MarketingFlow flow, string when)
    {
        var differences = await flow.AwaitTruthAsync(Limit);
        Console.WriteLine(differences.Count == 0 ? $"{when}: {flow.Expected().Count} rows, all equal" : $"{when}, the warehouse differs from the truth:");
        foreach (var difference in differences)
        {
            Console.WriteLine($"  {difference}");
        }
        return differences.Count == 0;
    }

    private static (int Up, int Down) Restated(Dictionary<string, TruthRow> before, IReadOnlyList<TruthRow> after)
    {
        var changes = after.Where(row => before.ContainsKey(row.KeyText))
            .Select(row => Comparer<decimal>.Default.Compare((decimal)row.Columns["spend"]!, (decimal)before[row.KeyText].Columns["spend"]!)).ToList();
        return (changes.Count(change => change > 0), changes.Count(change => change < 0));
    }

    private static async Task<int> StopAsync(MarketingFlow flow, bool complete)
    {
        var code = await flow.Worker.StopAsync();
        Console.WriteLine(complete && code == 0 ? "demo: all as expected" : $"demo: not as expected (the worker ended with {code})");
        return complete && code == 0 ? 0 : 1;
    }

    /// <summary>Shows the figures until the user ends it; the API's clock runs an hour in ten seconds.</summary>
    private static async Task<int> ShowAsync(MarketingFlow flow)
    {
        using var end = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            end.Cancel();
        };
        while (!end.IsCancellationRequested && !flow.Worker.Process.HasExited)
        {
            await DemoTable.WriteAsync(flow);
            await Task.Delay(TimeSpan.FromSeconds(5), end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            flow.Ads.Clock.Advance(TimeSpan.FromMinutes(30));
        }
        return flow.Worker.Process.HasExited ? 1 : await flow.Worker.StopAsync();
    }
}
