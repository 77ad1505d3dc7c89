using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>A sink that notes every record it is given in files of one directory, one file a start of a task.</summary>
[ConnectName("test.CountingSink", "1")]
public sealed class CountingSinkConnector : SinkConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <inheritdoc/>
    public override ConfigDef Config { get; } = new ConfigDef()
        .Define(new ConfigKey("directory", ConfigType.String, Importance.High, "Where the files go."))
        .Define(new ConfigKey("control", ConfigType.String, Importance.Medium, "Directory of the files that make it misbehave."))
        .Define(new ConfigKey("slow.ms", ConfigType.Int, Importance.Low, "How long a put takes while the file slow-put is there.") { Default = 0 });

    /// <inheritdoc/>
    public override Type TaskClass => typeof(CountingSinkTask);

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        ControlFiles.FailIf(config, "fail-connector");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([.. Enumerable.Repeat(_config, maxTasks)]);

    /// <inheritdoc/>
    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
