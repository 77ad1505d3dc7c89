using System.Diagnostics;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Something that can carry a leg.</summary>
internal abstract class Contender(string name) : IAsyncDisposable
{
    public string Name => name;

    /// <summary>Carries the leg; source legs fill the topic that the sink leg of the same converter empties.</summary>
    public abstract Task<Measurement> RunAsync(Leg leg, Workload workload, string topic);

    public abstract ValueTask DisposeAsync();
}

/// <summary>A worker, ours or Java's, that runs file connectors.</summary>
internal sealed class WorkerContender(string name, ConnectWorker worker) : Contender(name)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);
    private double _idleBytes;

    public Footprint Footprint => new(
        Name, worker.TimeToReady.TotalSeconds, _idleBytes / 1e6, worker.Process.Figures.PeakResidentBytes / 1e6);

    public async Task StartAsync()
    {
        await worker.StartAsync();
        await Task.Delay(Settling);
        _idleBytes = worker.Process.Figures.ResidentBytes;
    }

    public override async Task<Measurement> RunAsync(Leg leg, Workload workload, string topic)
    {
        var connector = $"bench-{Guid.NewGuid():N}";
        var output = workload.Directory.File($"{connector}.txt");
        var config = new Dictionary<string, string>(leg.Settings)
        {
            ["connector.class"] = leg.IsSource ? "FileStreamSource" : "FileStreamSink",
            ["tasks.max"] = "1",
            ["file"] = leg.IsSource ? workload.InputFile : output,
            [leg.IsSource ? "topic" : "topics"] = topic,
        };
        var before = worker.Process.Figures.CpuSeconds;
        var clock = Stopwatch.StartNew();
        await worker.Client.PutConfigAsync(connector, config);
        await (leg.IsSource ? workload.AwaitTopicAsync(topic) : workload.AwaitFileAsync(output, leg.Extra));
        var measurement = new Measurement(Name, leg.Name, workload.Lines, worker.Process.Figures.CpuSeconds - before, clock.Elapsed.TotalSeconds);
        await worker.Client.DeleteAsync(connector);
        File.Delete(output);
        return measurement;
    }

    public override ValueTask DisposeAsync() => worker.DisposeAsync();
}

/// <summary>A bare loop over Confluent.Kafka in a process of its own: what the client library alone costs. It knows no converters.</summary>
internal sealed class BareContender() : Contender("bare loop")
{
    public override async Task<Measurement> RunAsync(Leg leg, Workload workload, string topic)
    {
        var file = leg.IsSource ? workload.InputFile : workload.Directory.File("bare.txt");
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            ["bare", leg.IsSource ? "source" : "sink", workload.Broker.BootstrapServers, topic, file, $"{workload.Lines}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var figures = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        if (!leg.IsSource)
        {
            await workload.AwaitFileAsync(file);
            File.Delete(file);
        }
        return new Measurement(Name, leg.Name, workload.Lines, double.Parse(figures[0]), double.Parse(figures[1]));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
