using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster.Plugins;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Cluster;

/// <summary>What a worker was like while a plug-in hung in a hook.</summary>
/// <param name="Hook">See <see cref="Hang.Hooks"/>.</param>
/// <param name="Answers">Of <c>GET /</c>.</param>
/// <param name="HeartbeatGap">The longest time since the last heartbeat that the worker's metrics told, in seconds.</param>
/// <param name="Share">Rate of another connector's records, as a part of the rate at which they came into being.</param>
internal sealed record StuckFigures(string Hook, Latencies Answers, double HeartbeatGap, double Share)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Hook,-14} GET / {Answers}; longest without heartbeat {HeartbeatGap:0} s; other tasks at {Share * 100:0} % of their rate");
}

/// <summary>Has a plug-in hang in each of its hooks in turn, on a worker that also has other work, and measures the worker meanwhile.</summary>
internal sealed class StuckPlugins(KafkaBroker broker, WorkerProcess worker, LineFeed others)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>What the worker needs to know the plug-ins.</summary>
    public static WorkerSettings Settings(string bootstrapServers, string group, string pluginPath) =>
        WorkerSettings.Distributed(bootstrapServers, group).With("plugin.path", pluginPath)
            .With("task.shutdown.graceful.timeout.ms", "500").With("heartbeat.interval.ms", "1000").With("offset.flush.interval.ms", "500");

    /// <summary>Starts the other work.</summary>
    public async Task StartAsync()
    {
        foreach (var topic in others.Topics)
        {
            await broker.CreateTopicAsync(topic);
            await worker.Client.PutConfigAsync(topic, others.Source(topic));
            await worker.Client.AwaitRunningAsync(topic);
        }
    }

    /// <summary>Measures for a time while a plug-in hangs in the hook, and removes its connector.</summary>
    public async Task<StuckFigures> MeasureAsync(string hook, TimeSpan time)
    {
        var name = "stuck-" + hook;
        await AwaitCaughtUpAsync();
        var changing = HangAsync(name, hook);
        if (hook != "validate")
        {
            // The time of the connector before, whose end the worker may still be waiting for, does not count.
            await changing;
        }

        var answers = new Latencies();
        var gap = 0.0;
        var (linesBefore, deliveredBefore) = (others.Lines, Delivered());
        var clock = Stopwatch.StartNew();
        for (var looks = 0; clock.Elapsed < time; looks++)
        {
            await answers.MeasureAsync(async () => (await worker.Client.GetAsync("/")).Expect());
            if (looks % 20 == 0)
            {
                gap = Math.Max(gap, await HeartbeatAgeAsync());
            }

            await Task.Delay(Look);
        }

        var (lines, delivered) = (others.Lines - linesBefore, Delivered() - deliveredBefore);
        await worker.Client.DeleteAsync(name).ContinueWith(static removed => _ = removed.Exception, TaskScheduler.Default);
        _ = changing.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
        return new StuckFigures(hook, answers, gap, delivered / (double)(lines * others.Topics.Count));
    }

    // Hooks at the end of a life are reached by ending it.
    private async Task HangAsync(string name, string hook)
    {
        var isSink = hook is "task.put" or "task.preCommit";
        var config = new JsonObject
        {
            ["connector.class"] = (isSink ? typeof(StuckSinkConnector) : typeof(StuckSourceConnector)).FullName,
            ["stuck"] = hook,
            ["topics"] = isSink ? others.Topics[0] : null,
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        };
        if (!isSink)
        {
            config.Remove("topics");
        }

        await worker.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{name}/config", config.ToJsonString());
        if (hook is "stop" or "task.stop")
        {
            await worker.Client.AwaitRunningAsync(name);
            await worker.Client.ChangeAsync(HttpMethod.Put, $"/connectors/{name}/stop");
        }
    }

    // Else what had waited would be counted as speed. A file source looks for new lines once a second.
    private async Task AwaitCaughtUpAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (Delivered() < (others.Lines - (2 * others.Rate)) * others.Topics.Count)
        {
            await Task.Delay(Look, limit.Token);
        }
    }

    private long Delivered() => others.Topics.Sum(topic => TopicData.Count(broker.BootstrapServers, topic));

    private async Task<double> HeartbeatAgeAsync()
    {
        var line = (await worker.Client.GetAsync("/metrics")).Body.Split('\n')
            .First(line => line.StartsWith("kafka_connect_coordinator_last_heartbeat_seconds_ago", StringComparison.Ordinal));
        return double.Parse(line[line.LastIndexOf(' ')..], CultureInfo.InvariantCulture);
    }
}
