using ConnectNet.Sdk.Records;
using ConnectNet.Simulators.BigQuery;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>Random faults over random changes: whatever goes wrong, the table ends as the last change of each key says.</summary>
public sealed class ChaosTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_last_change_of_each_key_wins_whatever_goes_wrong(int seed)
    {
        var random = new Random(seed);
        await using var sink = await SinkHarness.StartAsync(
            new Dictionary<string, string?> { ["upsertEnabled"] = "true", ["deleteEnabled"] = "true", ["ackWaitMs"] = "5" },
            new BigQueryStandInOptions { TokenLifetime = TimeSpan.FromSeconds(2), ExpireRunningStreams = true, RequestLimit = 4000 });
        var truth = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var last = new Dictionary<TopicPartition, long>();
        for (var round = 0; round < 60; round++)
        {
            if (sink.StandIn.Faults.WaitingForAppends == 0 && random.Next(2) == 0)
            {
                sink.StandIn.Faults.FailAppends(Fault(random), Fault(random));
            }

            var batch = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Change(sink, random, truth)).ToArray();
            await sink.PutAsync(batch);
            foreach (var (partition, offset) in await sink.CommitAsync())
            {
                Assert.True(offset >= last.GetValueOrDefault(partition), "an offset went back");
                last[partition] = offset;
            }

            if (random.Next(5) == 0)
            {
                // As after a rebalance: records beyond the committed offset come again.
                await sink.PutAsync([.. batch.Where(record => record.Offset >= last[record.OriginalTopicPartition])]);
            }
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await sink.CommitAsync() is var committed && committed.Any(entry => entry.Value < sink.NextOffset(entry.Key)))
        {
            limit.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(truth, new SortedDictionary<string, long>(
            sink.StandIn.Rows("marketing.ads").ToDictionary(row => (string)row["account_id"]!, row => (long)row["clicks"]!), StringComparer.Ordinal));
    }

    private static SinkRecord Change(SinkHarness sink, Random random, SortedDictionary<string, long> truth)
    {
        var key = $"k{random.Next(30):D2}";
        var partition = key[^1] - '0';
        if (random.Next(4) == 0)
        {
            truth.Remove(key);
            return sink.Record(null, key: Samples.Key(key), partition: partition);
        }

        truth[key] = random.NextInt64();
        return sink.Record(Samples.Value(key, truth[key]), key: Samples.Key(key), partition: partition);
    }

    private static AppendFault Fault(Random random) => new((AppendFaultKind)random.Next(3), random.Next(2) == 0 ? RpcCode.Unavailable : RpcCode.Aborted)
    {
        StoresRows = random.Next(2) == 0,
    };
}
