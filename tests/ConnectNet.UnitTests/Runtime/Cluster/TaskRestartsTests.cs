using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class TaskRestartsTests : IDisposable
{
    private static readonly ConnectorTaskId Id = new("c", 0);

    private readonly FakeTimeProvider _time = new();
    private readonly TickQueue _ticks;
    private readonly ConnectMetrics _metrics;
    private readonly TaskRestarts _restarts;
    private readonly List<string> _restarted = [];
    private TaskRestartPolicy? _policy = Policy(("task.restart.policy", "on-failure"), ("task.restart.max.attempts", "3"));

    public TaskRestartsTests()
    {
        _ticks = new TickQueue(static () => { }, _time);
        _metrics = new ConnectMetrics(_time);
        _restarts = new TaskRestarts(new TaskRestartParts
        {
            Ticks = _ticks,
            Policy = _ => _policy,
            Restart = task => _restarted.Add($"{task} {_time.GetUtcNow():mm:ss}"),
            Metrics = _metrics,
            Logger = NullLogger.Instance,
            Time = _time,
        });
        _restarts.Changed(Id, ConnectState.Running);
    }

    public void Dispose()
    {
        _restarts.Dispose();
        _metrics.Dispose();
    }

    [Fact]
    public void Pauses_grow_and_end_with_the_last_attempt()
    {
        for (var i = 0; i < 5; i++)
        {
            _restarts.Changed(Id, ConnectState.Failed);
            Pass(seconds: 60);
        }

        Assert.Equal(["c-0 00:10", "c-0 01:20", "c-0 02:40"], _restarted);
        Assert.Contains("connectnet_task_restarts_total{connector=\"c\",task=\"0\"} 3", Scrape(), StringComparison.Ordinal);
        Assert.Contains("connectnet_task_restarts_exhausted{connector=\"c\",task=\"0\"} 1", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_ran_long_enough_counts_anew()
    {
        for (var i = 0; i < 4; i++)
        {
            _restarts.Changed(Id, ConnectState.Failed);
            Pass(seconds: 10);
            _restarts.Changed(Id, ConnectState.Running);
            Pass(seconds: 600);
        }

        Assert.Equal(4, _restarted.Count);
    }

    [Fact]
    public void Nothing_is_restarted_without_a_policy()
    {
        _policy = Policy();
        _restarts.Changed(Id, ConnectState.Failed);
        Pass(seconds: 3600);

        Assert.Empty(_restarted);
        Assert.DoesNotContain("connectnet_task_restarts_total", Scrape(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stopped by others")]
    [InlineData("running again")]
    [InlineData("paused")]
    [InlineData("policy off")]
    [InlineData("not of this worker")]
    public void What_happens_meanwhile_cancels_a_restart(string what)
    {
        _restarts.Changed(Id, ConnectState.Failed);
        Pass(seconds: 5);
        switch (what)
        {
            case "stopped by others":
                _restarts.Forget([Id]);
                break;
            case "running again":
                _restarts.Changed(Id, ConnectState.Running);
                break;
            case "paused":
                _restarts.TargetChanged("c", TargetState.Paused);
                break;
            default:
                _policy = what == "policy off" ? Policy() : null;
                break;
        }

        Pass(seconds: 60);
        Assert.Empty(_restarted);
    }

    [Fact]
    public void A_resumed_connector_gets_its_failed_tasks_restarted_as_after_a_first_failure()
    {
        _restarts.Changed(Id, ConnectState.Failed);
        Pass(seconds: 10);
        _restarts.Changed(Id, ConnectState.Failed);
        _restarts.TargetChanged("c", TargetState.Paused);
        Pass(seconds: 60);
        _restarts.TargetChanged("c", TargetState.Started);
        Pass(seconds: 10);

        Assert.Equal(["c-0 00:10", "c-0 01:20"], _restarted);
    }

    [Fact]
    public void A_restart_by_hand_begins_the_count_anew()
    {
        for (var i = 0; i < 3; i++)
        {
            _restarts.Changed(Id, ConnectState.Failed);
            Pass(seconds: 60);
        }

        _restarts.Forget([Id]);
        _restarts.Changed(Id, ConnectState.Failed);
        Pass(seconds: 10);

        Assert.Equal("c-0 03:10", _restarted[^1]);
    }

    [Fact]
    public void A_connector_overrides_the_worker()
    {
        var policy = TaskRestartPolicy.Of(
            new Dictionary<string, string?> { ["task.restart.policy"] = "on-failure", ["task.restart.delay.ms"] = "1000", ["group.id"] = "x" },
            new Dictionary<string, string?> { ["task.restart.delay.ms"] = "5", ["task.restart.delay.max.ms"] = "17", ["task.restart.max.attempts"] = "-1" });

        Assert.True(policy.Allows(1_000_000));
        Assert.Equal([5, 10, 17, 17], new[] { 0, 1, 2, 1000 }.Select(n => policy.Delay(n).TotalMilliseconds));
    }

    private static TaskRestartPolicy Policy(params (string Key, string Value)[] keys) =>
        TaskRestartPolicy.Of(new Dictionary<string, string?>(), keys.ToDictionary(k => k.Key, k => (string?)k.Value));

    private void Pass(int seconds)
    {
        for (var i = 0; i <= seconds; i++)
        {
            _ticks.RunDue(_time.GetUtcNow().ToUnixTimeMilliseconds());
            if (i < seconds)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    private string Scrape()
    {
        using var stream = new MemoryStream();
        _metrics.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
