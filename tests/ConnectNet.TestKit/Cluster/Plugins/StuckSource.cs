using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.TestKit.Cluster.Plugins;

/// <summary>A source without records that never comes back from the hook that its key <c>stuck</c> names.</summary>
public sealed class StuckSourceConnector : SourceConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override string Version => "1";

    /// <inheritdoc/>
    public override ConfigDef Config { get; } = new ConfigDef().Define(new ConfigKey("stuck", ConfigType.String, Importance.High, "Where."));

    /// <inheritdoc/>
    public override Type TaskClass => typeof(StuckSourceTask);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        Hang.If(config, "validate");
        return base.ValidateAsync(config, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        Hang.If(config, "start");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken)
    {
        Hang.If(_config, "taskConfigs");
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([_config]);
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Hang.If(_config, "stop");
        return ValueTask.CompletedTask;
    }
}

/// <summary>Its task.</summary>
public sealed class StuckSourceTask : SourceTask
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override string Version => "1";

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        Hang.If(config, "task.start");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        Hang.If(_config, "task.poll");
        await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync()
    {
        Hang.If(_config, "task.stop");
        return ValueTask.CompletedTask;
    }
}
