using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// Measures our worker beside the Java worker and a bare loop on one broker. In each round fresh workers start, idle, and then carry the
/// legs turn by turn, so that what else the machine does hits all of them alike. Figures are medians over the rounds.
/// </summary>
internal static class EndToEndBenchmark
{
    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (BrokerChoice.WhyNot(Needs.Volume) is { } reason)
        {
            await Console.Error.WriteLineAsync($"bench {reason}");
            return 1;
        }
        var withJava = options.WithJava && JavaWorker.IsAvailable;
        using var directory = TempDirectory.Create();
        await using var broker = await KafkaBroker.StartAsync();
        using var workload = Workload.Create(broker, directory, options.Lines);
        var report = new BenchmarkReport(options, workload.Bytes);
        for (var round = 1; round <= options.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"round {round} of {options.Rounds}: {options.Lines} lines, {workload.Bytes / 1e6:0} MB");
            await RunRoundAsync(workload, withJava, report);
        }
        Console.Write(report.Table());
        await File.WriteAllTextAsync(options.JsonFile, report.Json());
        Console.WriteLine($"as JSON: {options.JsonFile}");
        return 0;
    }

    private static async Task RunRoundAsync(Workload workload, bool withJava, BenchmarkReport report)
    {
        var run = $"bench-{Guid.NewGuid():N}"[..14];
        var servers = workload.Broker.BootstrapServers;
        var workers = new List<WorkerContender> { new(BenchmarkReport.Ours, WorkerProcess.Distributed(Settings(servers, $"{run}-ours"))) };
        if (withJava)
        {
            workers.Add(new WorkerContender(BenchmarkReport.Java, JavaWorker.Distributed(Settings(servers, $"{run}-java"))));
        }
        List<Contender> contenders = [.. workers, new BareContender()];
        try
        {
            foreach (var worker in workers)
            {
                await worker.StartAsync();
            }
            foreach (var leg in Leg.All)
            {
                await RunLegAsync(leg, contenders, workload, run, report);
            }
            foreach (var worker in workers)
            {
                report.Add(worker.Footprint);
            }
        }
        finally
        {
            foreach (var contender in contenders)
            {
                await contender.DisposeAsync();
            }
        }
    }

    private static async Task RunLegAsync(Leg leg, List<Contender> contenders, Workload workload, string run, BenchmarkReport report)
    {
        for (var i = 0; i < contenders.Count; i++)
        {
            if (leg.Json && contenders[i] is BareContender)
            {
                continue;
            }
            var topic = $"{run}-{i}-{(leg.Json ? "json" : "string")}";
            await workload.Broker.CreateTopicAsync(topic);
            var measured = await contenders[i].RunAsync(leg, workload, topic);
            await Console.Error.WriteLineAsync(
                $"  {leg.Name}: {measured.Contender} {measured.RecordsPerCpuSecond:N0} records per CPU-second, {measured.Seconds:0.0} s");
            report.Add(measured);
        }
    }

    private static WorkerSettings Settings(string servers, string group) =>
        WorkerSettings.Distributed(servers, group).With("offset.flush.interval.ms", "5000");
}
