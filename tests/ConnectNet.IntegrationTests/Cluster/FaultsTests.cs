using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Faults;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A short case of <c>./connectnet faults</c>, so that its parts stay whole; the matrix is the long run.</summary>
public sealed class FaultsTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Killed_workers_lose_nothing()
    {
        var result = await FaultTable.Rows.Single(row => row.Name == "hard bounces, sessioned, no pauses").RunAsync(true);
        Assert.Empty(result.Failures);
        Assert.NotEqual(0, result.Sink.Out);
    }

    [Fact]
    public void Every_row_has_a_name_of_its_own() => Assert.Distinct(FaultTable.Rows.Select(row => row.Name));
}
