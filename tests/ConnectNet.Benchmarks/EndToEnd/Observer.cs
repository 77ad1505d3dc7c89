using System.Diagnostics;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Tells when a run has brought all its records where they belong, and that there are not more of them.</summary>
internal sealed class Observer(KafkaBroker broker) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly IConsumer<byte[], byte[]> _consumer = new ConsumerBuilder<byte[], byte[]>(
        new ConsumerConfig { BootstrapServers = broker.BootstrapServers, GroupId = "bench-observer" }).Build();

    /// <summary>Waits for so many records.</summary>
    /// <param name="inTransactions">Whether the topic also has the marks of transactions, one in thousands, which count as records here.</param>
    public Task AwaitTopicAsync(string topic, int records, bool inTransactions = false) => AwaitAsync(
        () => _consumer.QueryWatermarkOffsets(new TopicPartition(topic, 0), TimeSpan.FromSeconds(10)).High.Value,
        records,
        inTransactions ? records / 100 : 0,
        $"records in topic {topic}");

    /// <summary>Waits for so many lines.</summary>
    /// <returns>The bytes of the file.</returns>
    public static async Task<long> AwaitFileAsync(string file, int lines)
    {
        var buffer = new byte[1 << 20];
        FileStream? stream = null;
        try
        {
            long seen = 0;
            await AwaitAsync(
                () =>
                {
                    stream ??= File.Exists(file) ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0) : null;
                    for (int read; stream is not null && (read = stream.Read(buffer)) > 0;)
                    {
                        seen += buffer.AsSpan(0, read).Count((byte)'\n');
                    }
                    return seen;
                },
                lines,
                0,
                $"lines in {file}");
            return stream?.Length ?? 0;
        }
        finally
        {
            stream?.Dispose();
        }
    }

    public void Dispose() => _consumer.Dispose();

    private static async Task AwaitAsync(Func<long> count, long expected, long more, string what)
    {
        var clock = Stopwatch.StartNew();
        long seen;
        while ((seen = count()) < expected)
        {
            if (clock.Elapsed > Limit)
            {
                throw new TimeoutException($"only {seen} of {expected} {what} after {Limit.TotalMinutes} minutes");
            }
            await Task.Delay(Pause);
        }
        if (seen > expected + more)
        {
            throw new InvalidOperationException($"{seen} {what}, which is more than the {expected} there should be");
        }
    }
}
