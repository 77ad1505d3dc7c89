using System.Globalization;
using System.Runtime.InteropServices;
using ConnectNet.Simulators.FacebookAds;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Demo;

/// <summary>
/// <c>./connectnet demo</c>: the main job on embedded Kafka, to look at; with <c>--once</c> it ends when the warehouse has been equal to
/// the ads API's truth before and after restatements, or says what is different.
/// </summary>
internal static class DemoProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(string[] arguments)
    {
        var once = arguments.Contains("--once");
        var at = Array.IndexOf(arguments, "--port");
        var port = at >= 0 && at + 1 < arguments.Length && ushort.TryParse(arguments[at + 1], CultureInfo.InvariantCulture, out var given) ? given : 0;
        if (arguments.Length != (once ? 1 : 0) + (at >= 0 ? 2 : 0) || (at >= 0 && port == 0))
        {
            await Console.Error.WriteLineAsync("usage: ./connectnet demo [--once] [--port N]");
            return 1;
        }
        if (port != 0 && !Ports.IsFree(port))
        {
            await Console.Error.WriteLineAsync($"demo: port {port} is in use; without --port the worker takes a free one");
            return 1;
        }
        using var end = new CancellationTokenSource();
        using var interrupt = once ? null : PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = once ? null : PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            await using var broker = await EmbeddedKafka.StartAsync();
            await using var flow = await MarketingFlow.StartAsync(broker, new MarketingFlowOptions { Port = port });
            Console.WriteLine($"Kafka {broker.BootstrapServers}   worker {flow.Worker.Url}   ads API {flow.Ads.BaseUrl}   warehouse {flow.Warehouse.RestEndpoint}");
            Console.WriteLine($"try:  curl {flow.Worker.Url}connectors?expand=status   curl {flow.Worker.Url}metrics");
            return await UntilWorkerEndsAsync(flow, once ? OnceAsync(flow) : ShowAsync(flow, end.Token));
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"demo: {e.Message}");
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    // Whatever is asked of a worker that has just ended fails; what counts is why it ended.
    private static async Task<int> UntilWorkerEndsAsync(MarketingFlow flow, Task<int> demo)
    {
        try
        {
            return await demo;
        }
        catch (HttpRequestException e)
        {
            await flow.Worker.Process.WaitUntilAsync(static () => Task.FromResult(false), $"the worker does not answer ({e.Message})", TimeSpan.FromSeconds(5));
            throw;
        }
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

    /// <summary>Shows the figures until the user or the worker ends it; the API's clock runs an hour in ten seconds.</summary>
    private static async Task<int> ShowAsync(MarketingFlow flow, CancellationToken end)
    {
        var live = Console.IsOutputRedirected ? null : new LiveTable(flow, Console.Out);
        var step = TimeSpan.FromSeconds(live is null ? 5 : 1);
        while (!end.IsCancellationRequested && !flow.Worker.Process.HasExited)
        {
            await (live is null ? DemoTable.WriteAsync(flow) : live.DrawAsync());
            await Task.Delay(step, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            flow.Ads.Clock.Advance(360 * step);
        }
        if (flow.Worker.Process.HasExited)
        {
            throw new InvalidOperationException($"the worker has ended with {flow.Worker.Process.ExitCode}; its last lines:\n{flow.Worker.Process.Tail(20)}");
        }
        var code = await flow.Worker.StopAsync();
        Console.WriteLine(code == 0 ? "demo: ended" : $"demo: the worker ended with {code}");
        return code;
    }
}
