using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A plug-in that never comes back from the method that its key <c>stuck</c> names; it heeds no token.</summary>
public sealed class StuckConnector : SourceConnector
{
    private string? _stuck;

    public override string Version => "1";

    public override ConfigDef Config { get; } = new ConfigDef().Define(new ConfigKey("stuck", ConfigType.String, Importance.High, "Where."));

    public override Type TaskClass => typeof(StuckTask);

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _stuck = config["stuck"];
        return HangIf("start");
    }

    public override async ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        int maxTasks, CancellationToken cancellationToken)
    {
        await HangIf("taskConfigs");
        return [new Dictionary<string, string?> { ["stuck"] = _stuck }];
    }

    public override ValueTask StopAsync(CancellationToken cancellationToken) => HangIf("stop");

    private ValueTask HangIf(string method)
    {
        if (_stuck == method)
        {
            Thread.Sleep(Timeout.Infinite);
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>A task that hangs in its own start or stop, or waits for records that never come.</summary>
public sealed class StuckTask : SourceTask
{
    private string? _stuck;

    public override string Version => "1";

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _stuck = config["stuck"];
        if (_stuck == "task.start")
        {
            Thread.Sleep(Timeout.Infinite);
        }

        return ValueTask.CompletedTask;
    }

    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        return null;
    }

    public override ValueTask StopAsync()
    {
        if (_stuck == "task.stop")
        {
            Thread.Sleep(Timeout.Infinite);
        }

        return ValueTask.CompletedTask;
    }
}
