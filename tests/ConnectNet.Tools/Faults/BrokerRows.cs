using System.Globalization;
using System.Text.RegularExpressions;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Faults;

/// <summary>Brokers that go and come.</summary>
internal static partial class BrokerRows
{
    public static IEnumerable<FaultRow> All() =>
    [
        FaultRow.Of("broker restart", new RowSetup(), run => RestartAsync(run, TimeSpan.Zero), quick: true),
        FaultRow.Of("one of three brokers lost", new RowSetup { Brokers = 3 }, LoseOneAsync, quick: true),
        FaultRow.Of("all brokers away for 60 s", new RowSetup { Brokers = 3 }, run => RestartAsync(run, TimeSpan.FromSeconds(60))),
        FaultRow.Of("min.insync.replicas not met for 30 s", new RowSetup { Brokers = 3 }, TooFewReplicasAsync),
    ];

    public static Task AwaitInSyncAsync(FaultRun run) => FaultRun.AwaitAsync(
        () => Task.FromResult(TopicSettings.AllInSync(run.Brokers.BootstrapServers)), "every broker's replicas are in sync again", 120);

    private static async Task RestartAsync(FaultRun run, TimeSpan away)
    {
        await Task.WhenAll(run.Brokers.Nodes.Select(node => node.Process.KillAsync()));
        await Task.Delay(away);
        await Task.WhenAll(run.Brokers.Nodes.Select(node => node.RestartAsync()));
        await run.RecoverAsync(FaultRun.Now);
    }

    public static async Task LoseOneAsync(FaultRun run)
    {
        foreach (var node in run.Brokers.Nodes)
        {
            await node.Process.KillAsync();
            await run.RecoverAsync(FaultRun.Now);
            await node.RestartAsync();
            await AwaitInSyncAsync(run);
        }
        await run.RecoverAsync(FaultRun.Now);
    }

    /// <summary>With all three replicas asked for and one broker away nothing can be written, records and source offsets alike.</summary>
    private static async Task TooFewReplicasAsync(FaultRun run)
    {
        foreach (var topic in (string[])[CountingFlow.Topic, FaultRun.Group + "-offsets"])
        {
            await TopicSettings.SetAsync(run.Brokers.BootstrapServers, topic, "min.insync.replicas", "3");
        }
        // Not the one that would take the group with it: its members would have to come together again, and begin anew.
        var coordinator = await CoordinatorAsync(run);
        var node = run.Brokers.Nodes.First(node => node.BootstrapServers != coordinator);
        await node.Process.KillAsync();
        // What was on its way has been answered.
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = await WrittenAsync(run);
        await Task.Delay(TimeSpan.FromSeconds(30));
        var after = await WrittenAsync(run);
        run.Note($"meanwhile: {before}");
        run.Check(before.Acknowledged > 0, "no task has written anything before");
        run.Check(after == before, $"something was written although a replica was missing: {after}");
        await node.RestartAsync();
        await run.RecoverAsync(FaultRun.Now);
    }

    // Address of the broker that the workers' group lives on. librdkafka describes groups of consumers only.
    private static async Task<string> CoordinatorAsync(FaultRun run)
    {
        var settings = new BrokerSettings(new Dictionary<string, string?> { ["bootstrap.servers"] = run.Brokers.BootstrapServers }, "faults");
        using var connection = await new BrokerPool(settings, TimeProvider.System).OpenGroupCoordinatorAsync(FaultRun.Group, CancellationToken.None);
        return connection.Endpoint.ToString();
    }

    private static async Task<Written> WrittenAsync(FaultRun run)
    {
        var acknowledged = 0.0;
        foreach (var worker in run.Workers)
        {
            acknowledged += Acknowledged().Matches((await worker.Client.GetAsync("/metrics")).Body)
                .Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
        // Read, not asked for: a leader that has just come does not tell the end of a partition while replicas are missing.
        return new Written(
            acknowledged,
            TopicData.Read(run.Brokers.BootstrapServers, CountingFlow.Topic).Count,
            TopicData.Read(run.Brokers.BootstrapServers, FaultRun.Group + "-offsets").Count);
    }

    [GeneratedRegex("^kafka_connect_source_task_source_record_write_total\\S* (\\S+)", RegexOptions.Multiline)]
    private static partial Regex Acknowledged();

    /// <summary>What the sources' tasks believe to have been written, and what a reader finds.</summary>
    private sealed record Written(double Acknowledged, int Records, int Offsets);
}
