using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>Tasks whose plug-in or data oversteps a limit of the clients.</summary>
internal static class RecordRows
{
    private const int Bytes = 2_000_000;

    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of(
            "put longer than max.poll.interval.ms",
            new RowSetup
            {
                SinkConfig =
                [
                    ("slow.ms", "9000"), ("consumer.override.max.poll.interval.ms", "6000"), ("consumer.override.session.timeout.ms", "6000"),
                ],
            },
            SlowPutAsync),
        FaultRow.Of(
            "a record above the size limit",
            new RowSetup { SourceConfig = [("big.at", "100"), ("big.bytes", $"{Bytes}")], SinkConfig = [("consumer.override.max.partition.fetch.bytes", "4000000")] },
            TooLargeAsync,
            quick: true),
    ];

    /// <summary>The consumer group takes the partitions away while the put goes on; afterwards the task is a member again.</summary>
    private static async Task SlowPutAsync(FaultRun run)
    {
        run.Flow.Control("slow-put", true);
        await Task.Delay(TimeSpan.FromSeconds(30));
        run.Flow.Control("slow-put", false);
        await run.RecoverAsync(FaultRun.Now);
    }

    /// <summary>As on the Java worker every task fails at its large record, and goes on with it when the limits are raised.</summary>
    private static async Task TooLargeAsync(FaultRun run)
    {
        foreach (var source in run.Flow.Sources)
        {
            var trace = await run.Any.Client.AwaitFailedTaskAsync(source);
            run.Check(trace.Contains("RecordTooLargeException", StringComparison.Ordinal), $"the trace does not say what is wrong: {trace}");
        }
        await TopicSettings.SetAsync(run.Brokers.BootstrapServers, CountingFlow.Topic, "max.message.bytes", $"{2 * Bytes}");
        var since = FaultRun.Now;
        foreach (var source in run.Flow.Sources)
        {
            await run.Any.Client.PutConfigAsync(source, new Dictionary<string, string>(run.Flow.SourceConfig())
            {
                ["producer.override.max.request.size"] = $"{2 * Bytes}",
            });
        }
        await run.RecoverAsync(since);
    }
}
