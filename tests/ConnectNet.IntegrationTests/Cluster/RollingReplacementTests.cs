using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster;
using Xunit.Abstractions;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>The short form of that row of <c>./connectnet faults</c>, with two workers.</summary>
public sealed class RollingReplacementTests(ITestOutputHelper output)
{
    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task A_Java_cluster_becomes_one_of_ours_and_back_without_losing_a_record()
    {
        var broker = await KafkaBroker.SharedAsync();
        var group = ClusterNames.Unique("replaced");
        await using var log = new StringWriter();
        await using var feed = new LineFeed(group, 1, 100);
        await using var replacement = new RollingReplacement(broker, group, 2, feed, log);
        try
        {
            var counts = await replacement.RunAsync(TimeSpan.Zero);
            Assert.Equal((0, 0), (counts.LostInTopics, counts.LostInSinks));
            Assert.Empty(replacement.Wrong);
        }
        finally
        {
            output.WriteLine(log.ToString());
        }
    }
}
