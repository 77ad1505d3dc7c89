using System.Diagnostics;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>The file that every contender reads, and the questions that tell when a leg has ended.</summary>
internal sealed class Workload : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private readonly IConsumer<byte[], byte[]> _observer;

    private Workload(KafkaBroker broker, TempDirectory directory, int lines, long bytes)
    {
        (Broker, Directory, Lines, Bytes) = (broker, directory, lines, bytes);
        _observer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "bench-observer" }).Build();
    }

    public KafkaBroker Broker { get; }

    public TempDirectory Directory { get; }

    public int Lines { get; }

    public long Bytes { get; }

    public string InputFile => Directory.File("input.txt");

    public static Workload Create(KafkaBroker broker, TempDirectory directory, int lines)
    {
        using (var writer = new StreamWriter(directory.File("input.txt")) { NewLine = "\n" })
        {
            for (var i = 0; i < lines; i++)
            {
                writer.WriteLine($"{i:D9} campaign {i % 977} spent {i % 10_007}.{i % 100:D2} EUR on {i % 28 + 1} November");
            }
        }
        return new Workload(broker, directory, lines, new FileInfo(directory.File("input.txt")).Length);
    }

    public Task AwaitTopicAsync(string topic) => AwaitAsync(
        () => _observer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10)).High.Value, Lines, $"records in topic {topic}");

    /// <param name="file">The sink's file.</param>
    /// <param name="extra">Bytes that each line has more than in the input.</param>
    public Task AwaitFileAsync(string file, int extra = 0) =>
        AwaitAsync(() => File.Exists(file) ? new FileInfo(file).Length : 0, Bytes + ((long)Lines * extra), $"bytes in {file}");

    public void Dispose() => _observer.Dispose();

    private static async Task AwaitAsync(Func<long> count, long expected, string what)
    {
        var clock = Stopwatch.StartNew();
        long seen;
        while ((seen = count()) < expected)
        {
            if (clock.Elapsed > Limit)
            {
                throw new TimeoutException($"only {seen} of {expected} {what} after {Limit.TotalMinutes} minutes");
            }
            await Task.Delay(20);
        }
        if (seen > expected)
        {
            throw new InvalidOperationException($"{seen} {what}, which is more than the {expected} there should be");
        }
    }
}
