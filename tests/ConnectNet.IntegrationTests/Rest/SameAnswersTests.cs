using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.Tools.Compatibility.Scripts;

namespace ConnectNet.IntegrationTests.Rest;

/// <summary>
/// The same requests to the Java worker and to ours, each alone in its cluster: statuses, headers and bodies are the same. A part of what
/// <c>./connectnet compare</c> asks.
/// </summary>
public sealed class SameAnswersTests
{
    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Answers_are_those_of_the_Java_worker()
    {
        var comparison = new Comparison("test");
        await using var pair = await WorkerPair.DistributedAsync(comparison, await KafkaBroker.SharedAsync(), 1);
        await ValidationScript.RunAsync(pair, each: 20);
        await LifeScript.RunAsync(pair);

        Assert.True(comparison.Defects.Count == 0, string.Join('\n', comparison.Defects));
        Assert.InRange(comparison.Cases, 200, 2000);
    }
}
