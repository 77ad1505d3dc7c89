using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Demo;

namespace ConnectNet.IntegrationTests.Connectors;

/// <summary>Ads API → Kafka → BigQuery through a worker process, compared with the API's truth. <c>./connectnet faults</c> is the long run.</summary>
public sealed class MarketingFlowTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task On_embedded_Kafka_the_warehouse_follows_the_truth()
    {
        await using var broker = await EmbeddedKafka.StartAsync();
        await using var flow = await MarketingFlow.StartAsync(broker, new MarketingFlowOptions());
        Assert.Empty(await flow.AwaitTruthAsync(Limit));

        var vanished = flow.RestateAndVanish();

        Assert.Empty(await flow.AwaitTruthAsync(Limit));
        Assert.DoesNotContain(flow.Expected(), row => row.KeyText == vanished.KeyText);
        Assert.True(flow.RejectedRecords() >= flow.Rejected().Count);
        Assert.Equal(0, await flow.Worker.StopAsync());
    }

    [KafkaFact(Needs = Needs.TopicAdmin | Needs.Compaction)]
    public async Task A_worker_killed_with_unacknowledged_appends_loses_and_doubles_nothing()
    {
        var outcome = await KillRun.RunAsync(await KafkaBroker.SharedAsync(), KillPlace.UnacknowledgedAppends, seed: 1);
        Assert.Empty(outcome.Differences);
        Assert.NotEqual(0, outcome.Rows);
    }
}
