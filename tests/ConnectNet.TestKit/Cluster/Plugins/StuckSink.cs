using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.TestKit.Cluster.Plugins;

/// <summary>A sink that throws records away, until it never comes back from the hook that its key <c>stuck</c> names.</summary>
public sealed class StuckSinkConnector : SinkConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override string Version => "1";

    /// <inheritdoc/>
    public override ConfigDef Config { get; } = new ConfigDef().Define(new ConfigKey("stuck", ConfigType.String, Importance.High, "Where."));

    /// <inheritdoc/>
    public override Type TaskClass => typeof(StuckSinkTask);

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([_config]);

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Its task.</summary>
public sealed class StuckSinkTask : SinkTask
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override string Version => "1";

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count > 0)
        {
            Hang.If(_config, "task.put");
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyDictionary<TopicPartition, long>> PreCommitAsync(
        IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        Hang.If(_config, "task.preCommit");
        return base.PreCommitAsync(offsets, cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync() => ValueTask.CompletedTask;
}
