using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// Measures our worker beside the Java worker and a bare loop on one broker. In each round fresh workers start, idle, warm up on a tenth of
/// the records, and then carry the scenarios turn by turn, in another order each round, so that what else the machine does hits all alike.
/// Cold, every scenario has fresh workers that have carried nothing yet, as the bare loop always is.
/// </summary>
internal sealed class EndToEndBenchmark(BenchmarkOptions options, KafkaBroker broker, TempDirectory directory, Observer observer)
{
    private readonly Inputs _inputs = new(broker, directory);
    private readonly BenchmarkReport _report = new(options);

    public static async Task<int> RunAsync(BenchmarkOptions options)
    {
        if (BrokerChoice.WhyNot(Needs.Volume) is { } reason)
        {
            await Console.Error.WriteLineAsync($"bench {reason}");
            return 1;
        }
        using var directory = TempDirectory.Create();
        await using var broker = await KafkaBroker.StartAsync();
        using var observer = new Observer(broker);
        await new EndToEndBenchmark(options, broker, directory, observer).RunAsync();
        return 0;
    }

    // Both workers have the same file, as when one takes the place of the other.
    private WorkerSettings Settings(string group, bool inTransactions) => options.WorkerProperties.Aggregate(
        WorkerSettings.Distributed(broker.BootstrapServers, group)
            .With("offset.flush.interval.ms", "5000").With("exactly.once.source.support", inTransactions ? "enabled" : "disabled"),
        (settings, property) => settings.With(property.Key, property.Value));

    private async Task RunAsync()
    {
        for (var round = 1; round <= options.Rounds; round++)
        {
            await Console.Error.WriteLineAsync($"round {round} of {options.Rounds}: {options.Lines:N0} records");
            var parts = options.IsWarm
                ? options.Scenarios.GroupBy(scenario => scenario.InTransactions).Select(part => part.ToArray())
                : options.Scenarios.Select(scenario => new[] { scenario });
            foreach (var scenarios in parts)
            {
                await RunRoundAsync(round, scenarios);
            }
        }
        Console.Write(_report.Table());
        await File.WriteAllTextAsync(options.JsonFile, _report.Json());
        Console.WriteLine($"as JSON: {options.JsonFile}");
    }

    private async Task RunRoundAsync(int round, Scenario[] scenarios)
    {
        var run = $"bench-{Guid.NewGuid():N}"[..14];
        var inTransactions = scenarios[0].InTransactions;
        var workers = new List<WorkerContender>
        {
            new(BenchmarkReport.Ours, WorkerProcess.Distributed(Settings($"{run}-ours", inTransactions))),
        };
        if (options.WithJava && JavaWorker.IsAvailable)
        {
            workers.Add(new WorkerContender(BenchmarkReport.Java, JavaWorker.Distributed(Settings($"{run}-java", inTransactions))));
        }
        List<Contender> contenders = [.. workers, new BareContender()];
        var first = round % contenders.Count;
        contenders = [.. contenders[first..], .. contenders[..first]];
        try
        {
            await File.WriteAllTextAsync(directory.File("empty.txt"), "");
            foreach (var worker in workers)
            {
                _report.Add(await worker.StartAsync(round, directory.File("empty.txt")));
            }
            foreach (var scenario in options.IsWarm ? scenarios : [])
            {
                await CarryAsync(scenario, contenders.Where(contender => contender is WorkerContender), round, records: Math.Max(1, options.Lines / 10), warmUp: true);
            }
            foreach (var scenario in scenarios)
            {
                await CarryAsync(scenario, contenders, round, options.Lines, warmUp: false);
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

    private async Task CarryAsync(Scenario scenario, IEnumerable<Contender> contenders, int round, int records, bool warmUp)
    {
        var input = await _inputs.ForAsync(scenario, scenario.Records(records));
        foreach (var contender in contenders.Where(contender => contender.CanDo(scenario)))
        {
            var topic = $"bench-{Guid.NewGuid():N}";
            await broker.CreateTopicAsync(topic);
            var measured = await contender.RunAsync(new Run(scenario, input, topic, broker.BootstrapServers, directory, observer), round);
            if (!warmUp)
            {
                _report.Add(measured);
                await Console.Error.WriteLineAsync(
                    $"  ({scenario.Name}) {measured.Contender}: {measured.RecordsPerCpuSecond:N0} records per CPU-second, {measured.Seconds:0.0} s, {measured.PeakMegabytes:0} MB");
            }
        }
    }
}
