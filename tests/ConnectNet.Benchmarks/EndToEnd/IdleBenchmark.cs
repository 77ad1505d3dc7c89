using System.Diagnostics;
using System.Text;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// Measures what connectors cost that wait for data: a worker gets ten and then many, each with one task that reads an empty file. One worker
/// runs at a time, for its memory and time are looked at.
/// </summary>
internal sealed class IdleBenchmark(KafkaBroker broker, TempDirectory directory, int most)
{
    private const int Few = 10;
    private const int Asked = 20;
    private const int Scraped = 10;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(15);
    private static readonly HttpClient Http = new();

    /// <param name="arguments"><c>--connectors N</c> (1,000) and <c>--without-java</c>.</param>
    /// <exception cref="ArgumentException">An argument is unknown.</exception>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (most, withJava) = (1_000, true);
        for (var i = 0; i < arguments.Length; i++)
        {
            (most, withJava) = arguments[i] switch
            {
                "--connectors" => (int.Parse(arguments[++i]), withJava),
                "--without-java" => (most, false),
                var unknown => throw new ArgumentException($"'{unknown}' is neither --connectors N nor --without-java"),
            };
        }
        if (BrokerChoice.WhyNot(Needs.Volume) is { } reason)
        {
            await Console.Error.WriteLineAsync($"bench {reason}");
            return 1;
        }
        using var directory = TempDirectory.Create();
        await File.WriteAllTextAsync(directory.File("empty.txt"), "");
        await using var broker = await KafkaBroker.StartAsync();
        var benchmark = new IdleBenchmark(broker, directory, most);
        Console.WriteLine($"connectors with one waiting task each, {Environment.ProcessorCount} cores");
        Console.WriteLine($"{"",-12}{"connectors",12}{"RUNNING after, s",18}{"memory, MB",12}{"threads",9}{"CPU, % of a core",18}{"list with expand, ms",22}{"scrape, ms",12}");
        var ours = WorkerProcess.Distributed(benchmark.Settings("idle-ours"));
        await benchmark.MeasureAsync(BenchmarkReport.Ours, ours, new Uri(ours.Url, "/metrics"));
        if (withJava && JavaWorker.IsAvailable)
        {
            var (environment, metrics) = Agent();
            await benchmark.MeasureAsync(BenchmarkReport.Java, JavaWorker.Distributed(benchmark.Settings("idle-java"), environment), metrics);
        }
        return 0;
    }

    private WorkerSettings Settings(string group) => WorkerSettings.Distributed(broker.BootstrapServers, group);

    // A distribution may bring the exporter and its rules; without them the Java worker has no metrics to scrape.
    private static (Dictionary<string, string> Environment, Uri? Metrics) Agent()
    {
        var directory = Path.Combine(Repository.KafkaHome!, "agent");
        if (!Directory.Exists(directory) || Directory.EnumerateFiles(directory, "jmx_prometheus_javaagent-*.jar").FirstOrDefault() is not { } jar)
        {
            return ([], null);
        }
        var port = Ports.Free();
        var options = $"-javaagent:{jar}=127.0.0.1:{port}:{Path.Combine(directory, "connect-metrics.yaml")}";
        return (new Dictionary<string, string> { ["KAFKA_OPTS"] = options }, new Uri($"http://127.0.0.1:{port}/metrics"));
    }

    private async Task MeasureAsync(string name, ConnectWorker worker, Uri? metrics)
    {
        await using (worker)
        {
            await worker.StartAsync();
            await WriteAsync(name, worker, Few, await GrowAsync(worker, 0, Few), metrics);
            await WriteAsync(name, worker, most, await GrowAsync(worker, Few, most), metrics);
        }
    }

    private async Task<TimeSpan> GrowAsync(ConnectWorker worker, int from, int to)
    {
        var clock = Stopwatch.StartNew();
        for (var i = from; i < to; i++)
        {
            await worker.Client.PutConfigAsync($"idle-{i}", new Dictionary<string, string>
            {
                ["connector.class"] = "FileStreamSource", ["tasks.max"] = "1", ["file"] = directory.File("empty.txt"), ["topic"] = "idle",
            });
        }
        for (var i = from; i < to; i++)
        {
            await worker.Client.AwaitRunningAsync($"idle-{i}", seconds: 600);
        }
        return clock.Elapsed;
    }

    private static async Task WriteAsync(string name, ConnectWorker worker, int connectors, TimeSpan took, Uri? metrics)
    {
        var before = worker.Process.Figures.CpuSeconds;
        var clock = Stopwatch.StartNew();
        await Task.Delay(Watched);
        var after = worker.Process.Figures;
        var share = (after.CpuSeconds - before) / clock.Elapsed.TotalSeconds;
        var threads = Directory.GetDirectories($"/proc/{worker.Process.Id}/task").Length;
        var row = new StringBuilder($"{name,-12}{connectors,12:N0}{took.TotalSeconds,18:0.0}{after.ResidentBytes / 1e6,12:N0}{threads,9:N0}{100 * share,18:0.0}");
        row.Append($"{(await TimeAsync(Asked, new Uri(worker.Url, "/connectors?expand=status&expand=info"))).Median,22:0.0}");
        row.Append(metrics is null ? $"{"–",12}" : $"{(await TimeAsync(Scraped, metrics)).Median,12:0.0}");
        Console.WriteLine(row);
    }

    private static async Task<Spread> TimeAsync(int times, Uri address)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await Http.GetByteArrayAsync(address);
            milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        }
        return Spread.Of(milliseconds)!;
    }
}
