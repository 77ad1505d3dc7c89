using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>The same operations on our worker and on Java's leave the same records in the config, status and offset topics.</summary>
public sealed class InternalTopicsTests
{
    [KafkaFact(Needs = Needs.JavaWorker | Needs.Compaction)]
    public async Task Operations_leave_the_records_that_Java_writes()
    {
        var comparison = new Comparison("records");
        await RecordsPart.RunAsync(comparison, await KafkaBroker.SharedAsync());
        Assert.Empty(comparison.Defects);
        Assert.InRange(comparison.Cases, 20, 1000);
    }
}
