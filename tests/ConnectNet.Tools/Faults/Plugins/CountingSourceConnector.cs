using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>A source without end: each task counts 0, 1, 2 … at a given rate and goes on after the number it committed last.</summary>
[ConnectName("test.CountingSource", "1")]
public class CountingSourceConnector : SourceConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override ConfigDef Config { get; } = new ConfigDef()
        .Define(new ConfigKey("topic", ConfigType.String, Importance.High, "Where the numbers go."))
        .Define(new ConfigKey("rate", ConfigType.Int, Importance.Medium, "Records a second of each task.") { Default = 20 })
        .Define(new ConfigKey("control", ConfigType.String, Importance.Medium, "Directory of the files that make it misbehave."))
        .Define(new ConfigKey("big.at", ConfigType.Long, Importance.Low, "The number whose record is too large.") { Default = -1L })
        .Define(new ConfigKey("big.bytes", ConfigType.Int, Importance.Low, "The size of that record.") { Default = 0 });

    /// <inheritdoc/>
    public override Type TaskClass => typeof(CountingSourceTask);

    /// <inheritdoc/>
    public override ExactlyOnceSupport? ExactlyOnceSupport(IReadOnlyDictionary<string, string?> config) => Sdk.Connectors.ExactlyOnceSupport.Supported;

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        ControlFiles.FailIf(config, "fail-connector");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>(
            [.. Enumerable.Range(0, maxTasks).Select(task => new Dictionary<string, string?>(_config) { ["task"] = $"{_config["name"]}-{task}" })]);

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
