using System.Diagnostics;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A coordinator that is gone: tasks must not outlast the session in which they were given.</summary>
public sealed class CoordinatorLossTests
{
    /// <summary>The session is over 10 s after the last heartbeat, and a coordinator is looked for during another 3 s, as in Java.</summary>
    [KafkaTheory(Needs = Needs.JavaWorker)]
    [InlineData(true, 12)]
    [InlineData(false, 18)]
    public async Task Work_is_given_up_in_time_also_while_a_config_is_being_written(bool closesConnections, int seconds)
    {
        await using var broker = await KraftBroker.StartAsync();
        await broker.CreateTopicAsync("lines");
        using var source = new FileSource("lines");
        await using var worker = await WorkerProcess.StartDistributedAsync(WorkerSettings.Distributed(broker.BootstrapServers, "cluster-written"));
        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.AwaitRunningAsync("src");

        var clock = Stopwatch.StartNew();
        if (closesConnections)
        {
            await broker.Process.KillAsync();
        }
        else
        {
            broker.Process.Suspend(true);
        }

        var written = worker.Client.PutConfigAsync("src", new Dictionary<string, string>(source.Config) { ["topic"] = "others" });
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(worker.Process.Log.Contains("Stopping task src-0", StringComparison.Ordinal)),
            "work goes on without a group",
            TimeSpan.FromSeconds(40));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, seconds);
        await Assert.ThrowsAnyAsync<Exception>(() => written);
        await worker.KillAsync();
    }
}
