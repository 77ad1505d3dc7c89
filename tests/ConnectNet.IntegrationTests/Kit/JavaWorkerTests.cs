using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Kit;

/// <summary>The kit's worker processes, shown on the Java worker: it exists before ours does.</summary>
public sealed class JavaWorkerTests
{
    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task A_worker_is_started_spoken_to_and_stopped()
    {
        var broker = await KafkaBroker.SharedAsync();
        await using var worker = await JavaWorker.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, "kit-java"));

        Assert.StartsWith("4.", (string?)(await worker.Client.GetAsync("/")).Expect()!["version"], StringComparison.Ordinal);
        Assert.True(worker.Process.Figures.ResidentBytes > 50_000_000);
        Assert.Contains(await worker.StopAsync(), (int[])[143, 137]);
    }
}
