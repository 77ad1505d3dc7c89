using System.Diagnostics;
using System.Globalization;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Something that can carry a scenario.</summary>
internal abstract class Contender(string name) : IAsyncDisposable
{
    public string Name => name;

    public abstract bool CanDo(Scenario scenario);

    public abstract Task<Measurement> RunAsync(Run run, int round);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A worker, ours or Java's, that runs file connectors.</summary>
internal sealed class WorkerContender(string name, ConnectWorker worker) : Contender(name)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StatusPause = TimeSpan.FromSeconds(5);

    public async Task<Footprint> StartAsync(int round, string idleFile)
    {
        await worker.StartAsync();
        await Task.Delay(Settling);
        var idle = worker.Process.Figures.ResidentBytes;
        return new Footprint(Name, round, worker.TimeToReady.TotalSeconds, await SecondsToRunningAsync(idleFile), idle / 1e6);
    }

    public override bool CanDo(Scenario scenario) => true;

    public override async Task<Measurement> RunAsync(Run run, int round)
    {
        var (scenario, input) = (run.Scenario, run.Input);
        var connector = $"bench-{Guid.NewGuid():N}";
        var output = run.Directory.File($"{connector}.txt");
        var config = new Dictionary<string, string>(scenario.Settings)
        {
            ["connector.class"] = scenario.IsSource ? "FileStreamSource" : "FileStreamSink",
            ["tasks.max"] = $"{scenario.Tasks}",
            ["file"] = scenario.IsSource ? input.Place : output,
            [scenario.IsSource ? "topic" : "topics"] = scenario.IsSource ? run.Topic : input.Place,
        };
        if (input.BadRecords > 0)
        {
            config["errors.deadletterqueue.topic.name"] = run.Topic;
        }
        string[] connectors = [.. Enumerable.Range(0, scenario.Connectors).Select(i => $"{connector}-{i}")];
        PeakMemory.Reset(worker.Process.Id);
        var before = worker.Process.Figures.CpuSeconds;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(connectors.Select(name => worker.Client.PutConfigAsync(name, config)));
        var carried = AwaitAsync(run, output);
        await await Task.WhenAny(carried, FailsAsync(connectors, carried));
        var bytes = await carried;
        var (seconds, figures) = (clock.Elapsed.TotalSeconds, worker.Process.Figures);
        foreach (var name in connectors)
        {
            await worker.Client.DeleteAsync(name);
        }
        File.Delete(output);
        return new Measurement(
            Name, scenario.Name, round, input.Records * scenario.Connectors, figures.CpuSeconds - before, seconds, figures.PeakResidentBytes / 1e6, bytes);
    }

    public override ValueTask DisposeAsync() => worker.DisposeAsync();

    // Only fails, or ends with the run: a failed task brings nothing more.
    private async Task FailsAsync(IReadOnlyList<string> connectors, Task run)
    {
        while (await Task.WhenAny(run, Task.Delay(StatusPause)) != run)
        {
            foreach (var name in connectors)
            {
                var answer = await worker.Client.GetAsync($"/connectors/{name}/status");
                if (answer.Body.Contains("FAILED", StringComparison.Ordinal))
                {
                    throw new InvalidOperationException($"{Name}: {answer.Body}");
                }
            }
        }
    }

    private static async Task<long> AwaitAsync(Run run, string output)
    {
        if (run.Scenario.IsSource)
        {
            await run.Observer.AwaitTopicAsync(run.Topic, run.Input.Records * run.Scenario.Connectors, run.Scenario.InTransactions);
            return 0;
        }
        var bytes = await Observer.AwaitFileAsync(output, run.Input.Records - run.Input.BadRecords);
        if (run.Input.BadRecords > 0)
        {
            await run.Observer.AwaitTopicAsync(run.Topic, run.Input.BadRecords);
        }
        return bytes;
    }

    private async Task<double> SecondsToRunningAsync(string idleFile)
    {
        var config = new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSource", ["tasks.max"] = "1", ["file"] = idleFile, ["topic"] = "bench-idle",
        };
        var seconds = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var clock = Stopwatch.StartNew();
            await worker.Client.PutConfigAsync($"idle-{i}", config);
            await worker.Client.AwaitRunningAsync($"idle-{i}");
            seconds.Add(clock.Elapsed.TotalSeconds);
            await worker.Client.DeleteAsync($"idle-{i}");
        }
        return Spread.Of(seconds)!.Median;
    }
}

/// <summary>A bare loop over Confluent.Kafka in a process of its own: what the client library alone costs. It knows no converters.</summary>
internal sealed class BareContender() : Contender(BenchmarkReport.Bare)
{
    public override bool CanDo(Scenario scenario) => scenario.HasBare;

    public override async Task<Measurement> RunAsync(Run run, int round)
    {
        var isSource = run.Scenario.IsSource;
        var file = isSource ? run.Input.Place : run.Directory.File("bare.txt");
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["bare", isSource ? "source" : "sink", run.BootstrapServers, isSource ? run.Topic : run.Input.Place, file, $"{run.Input.Records}"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var output = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        var figures = output.Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToList();
        long bytes = 0;
        if (!isSource)
        {
            bytes = await Observer.AwaitFileAsync(file, run.Input.Records);
            File.Delete(file);
        }
        return new Measurement(Name, run.Scenario.Name, round, run.Input.Records, figures[0], figures[1], figures[2] / 1e6, bytes);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Lets the kernel count a process's peak memory anew.</summary>
internal static class PeakMemory
{
    public static void Reset(int processId) => File.WriteAllText($"/proc/{processId}/clear_refs", "5");
}
