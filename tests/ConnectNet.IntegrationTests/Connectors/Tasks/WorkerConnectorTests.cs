using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>The life of a connector in a worker, with Java's states and words.</summary>
public sealed class WorkerConnectorTests
{
    [KafkaFact]
    public async Task A_connector_starts_pauses_resumes_and_stops()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var (name, start) = Start(rig, probe);
        Assert.Equal(TargetState.Started, await start);
        Assert.True(rig.Worker.IsRunning(name));
        Assert.False(rig.Worker.IsSinkConnector(name));
        await rig.Worker.SetTargetStateAsync(name, TargetState.Paused, CancellationToken.None);
        await rig.Worker.SetTargetStateAsync(name, TargetState.Started, CancellationToken.None);
        await rig.Worker.SetTargetStateAsync(name, TargetState.Stopped, CancellationToken.None);
        Assert.Contains($"kafka_connect_connector_status{{connector=\"{name}\",status=\"stopped\"}} 1\n", rig.Scrape(), StringComparison.Ordinal);
        await rig.Worker.StopConnectorsAsync([name]);
        Assert.Equal([name + " RUNNING", name + " PAUSED", name + " RUNNING", name + " STOPPED", name + " UNASSIGNED"], rig.States);
        Assert.Equal(["start", "stop", "start", "stop"], probe.Calls);
        Assert.DoesNotContain(name, rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact]
    public async Task A_newer_request_pre_empts_one_that_has_not_begun_and_a_hung_hook_keeps_nobody()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var hang = new TaskCompletionSource();
        probe.Start = _ => new ValueTask(hang.Task);
        var (name, _) = Start(rig, probe);
        await WorkerRig.UntilAsync(() => probe.Calls.Contains("start"));

        var pause = rig.Worker.SetTargetStateAsync(name, TargetState.Paused, CancellationToken.None);
        var stop = rig.Worker.SetTargetStateAsync(name, TargetState.Stopped, CancellationToken.None);
        Assert.Equal(
            "Could not begin changing connector state to PAUSED before another request to change state was made; the new request (which is to change the "
            + "state to STOPPED) has pre-empted this one",
            (await Assert.ThrowsAsync<ConnectException>(() => pause)).Message);
        hang.SetResult();
        Assert.Equal(TargetState.Stopped, await stop);
    }

    [KafkaFact]
    public async Task A_connector_that_fails_to_start_tells_why_and_can_only_be_stopped()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        probe.Start = static _ => throw new ConnectException("no such account");
        var (name, start) = Start(rig, probe);
        Assert.Equal($"Failed to transition connector {name} to state STARTED", (await Assert.ThrowsAsync<ConnectException>(() => start)).Message);
        var failure = await rig.StateAsync(name, ConnectState.Failed);
        Assert.StartsWith("org.apache.kafka.connect.errors.ConnectException: no such account\n\tat ", failure.Trace, StringComparison.Ordinal);
        Assert.Contains("\tat test.ProbeSourceConnector.StartAsync(", failure.Trace, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ConnectException>(() => rig.Worker.SetTargetStateAsync(name, TargetState.Paused, CancellationToken.None));
        Assert.Equal(TargetState.Stopped, await rig.Worker.SetTargetStateAsync(name, TargetState.Stopped, CancellationToken.None));
        Assert.Contains("kafka_connect_worker_connector_startup_failure_total 1\n", rig.Scrape(), StringComparison.Ordinal);
    }

    [KafkaFact]
    public async Task Task_configs_are_completed_and_too_many_fail_the_connector()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        probe.TaskConfigs = static _ => [new Dictionary<string, string?> { ["a"] = "1", ["task.class"] = "mine" }];
        var (name, start) = Start(rig, probe);
        await start;
        var config = rig.ConnectorConfig("test.ProbeSourceConnector", probe, ("topics", "t"), ("tasks.max", "2"));
        var made = Assert.Single(await rig.Worker.TaskConfigsAsync(name, config, CancellationToken.None));
        Assert.Equal(["a=1", "task.class=test.ProbeSourceTask", "topics=t"], made.Select(e => e.Key + "=" + e.Value).Order());

        probe.TaskConfigs = static _ => [.. Enumerable.Repeat(new Dictionary<string, string?>(), 5)];
        var error = await Assert.ThrowsAsync<TooManyTasksException>(() => rig.Worker.TaskConfigsAsync(name, config, CancellationToken.None));
        Assert.StartsWith($"The connector {name} has generated 5 tasks, which is greater than 2, the maximum number of tasks", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "org.apache.kafka.connect.runtime.TooManyTasksException: ", (await rig.StateAsync(name, ConnectState.Failed)).Trace, StringComparison.Ordinal);
    }

    private static (string Name, Task<TargetState> Started) Start(WorkerRig rig, Probe probe)
    {
        var config = rig.ConnectorConfig("test.ProbeSourceConnector", probe);
        return (config["name"]!, rig.Worker.StartConnectorAsync(config["name"]!, config, TargetState.Started, CancellationToken.None));
    }
}
