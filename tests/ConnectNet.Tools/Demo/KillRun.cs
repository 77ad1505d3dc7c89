using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Demo;

/// <summary>Where the worker is killed.</summary>
internal enum KillPlace
{
    /// <summary>The source has read some pages of a slice and not all.</summary>
    MidSlice,

    /// <summary>The warehouse has stored rows and the sink does not know.</summary>
    UnacknowledgedAppends,

    /// <summary>The sink knows, and has not committed its offsets.</summary>
    BeforeOffsetCommit,
}

/// <summary>What came of a run.</summary>
/// <param name="Place">Where the worker was killed.</param>
/// <param name="Evidence">What showed that it was there.</param>
/// <param name="Rows">Rows of the truth at the end.</param>
/// <param name="Differences">Between warehouse and truth at the end; empty when all is well.</param>
internal sealed record KillOutcome(KillPlace Place, string Evidence, int Rows, IReadOnlyList<string> Differences);

/// <summary>
/// Kills the worker of a <see cref="MarketingFlow"/> with SIGKILL at a given place, starts it again, restates the data, and compares the
/// warehouse with the truth. The source reads everything once before the restatement: a row that vanishes between a kill and that reading, out
/// of a slice whose offset was not committed, leaves no tombstone, because nothing remembers that it was sent.
/// </summary>
internal static class KillRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    public static async Task<KillOutcome> RunAsync(KafkaBroker broker, KillPlace place, int seed)
    {
        await using var flow = await MarketingFlow.StartAsync(broker, new MarketingFlowOptions
        {
            Prefix = $"kill-{Guid.NewGuid().ToString("N")[..8]}-",
            Seed = seed,
            PageSize = place == KillPlace.MidSlice ? 1 : 25,
            HoldAcknowledgements = place == KillPlace.UnacknowledgedAppends,
            CommitInterval = place == KillPlace.BeforeOffsetCommit ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(1),
        });
        var evidence = place switch
        {
            KillPlace.MidSlice => await ReachMidSliceAsync(flow, 6 + seed),
            KillPlace.UnacknowledgedAppends => await ReachUnacknowledgedAsync(flow),
            _ => await ReachAcknowledgedAsync(flow, broker),
        };
        await flow.Worker.KillAsync();
        flow.Warehouse.Faults.ReleaseAcknowledgements();
        await flow.Worker.RestartAsync();
        var differences = await flow.AwaitTruthAsync(Limit);
        await flow.AwaitReadingAsync(Limit);
        if (differences.Count == 0)
        {
            flow.RestateAndVanish();
            differences = await flow.AwaitTruthAsync(Limit);
        }
        return new KillOutcome(place, evidence, flow.Expected().Count, differences);
    }

    private static async Task<string> ReachMidSliceAsync(MarketingFlow flow, int calls)
    {
        await AwaitAsync(flow, () => Calls(flow) >= calls, $"{calls} calls for reports");
        return $"{Calls(flow)} pages read";
    }

    private static async Task<string> ReachUnacknowledgedAsync(MarketingFlow flow)
    {
        await AwaitAsync(flow, () => flow.Warehouse.Rows(flow.Table).Count > 0, "rows in the warehouse");
        return $"{flow.Warehouse.Rows(flow.Table).Count} rows stored, no append acknowledged";
    }

    private static async Task<string> ReachAcknowledgedAsync(MarketingFlow flow, KafkaBroker broker)
    {
        await AwaitAsync(flow, () => flow.Differences().Count == 0, "all rows in the warehouse");
        var committed = await CommittedAsync(broker, $"connect-{flow.Sink}");
        return committed == 0 ? $"{flow.Warehouse.Rows(flow.Table).Count} rows acknowledged, no offset committed"
            : throw new InvalidOperationException($"offsets were committed before the kill: {committed}");
    }

    private static int Calls(MarketingFlow flow) => flow.Ads.Requests.Count(request => request.Endpoint == "insights");

    private static async Task AwaitAsync(MarketingFlow flow, Func<bool> condition, string what) => await flow.Worker.Process.WaitUntilAsync(
        () => Task.FromResult(condition()), $"the flow did not come to {what}", Limit);

    private static async Task<long> CommittedAsync(KafkaBroker broker, string group)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();
        var offsets = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(group, null)]);
        return offsets.Single().Partitions.Sum(partition => Math.Max(0, partition.Offset.Value));
    }
}
