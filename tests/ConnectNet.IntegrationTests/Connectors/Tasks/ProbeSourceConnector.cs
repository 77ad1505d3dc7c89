using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>A source connector that does what its <see cref="Probe"/> says.</summary>
[ConnectName("test.ProbeSourceConnector", "1.2.3")]
public sealed class ProbeSourceConnector : SourceConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    public override ConfigDef Config { get; } = new ConfigDef()
        .Define(new ConfigKey("probe", ConfigType.String, Importance.High, "Id of the probe."))
        .Define(new ConfigKey("api.key", ConfigType.Password, Importance.High, "A secret.") { Default = null });

    public override Type TaskClass => typeof(ProbeSourceTask);

    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        Probe.Of(config).Calls.Enqueue("start");
        await Probe.Of(config).Start(cancellationToken);
    }

    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Probe.Of(_config).TaskConfigs is { } configs ? configs(maxTasks) : [_config]);

    public override async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Probe.Of(_config).Calls.Enqueue("stop");
        await Probe.Of(_config).Stop();
    }
}

/// <summary>The task of <see cref="ProbeSourceConnector"/>.</summary>
[ConnectName("test.ProbeSourceTask", "1.2.3")]
public sealed class ProbeSourceTask : SourceTask
{
    private Probe? _probe;

    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _probe = Probe.Of(config);
        _probe.Calls.Enqueue("task start");
        await _probe.Start(cancellationToken);
    }

    public override ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken) => _probe!.Poll(this, Context, cancellationToken);

    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _probe!.Calls.Enqueue("commit");
        return ValueTask.CompletedTask;
    }

    public override void RecordCommitted(SourceRecord record, RecordMetadata? metadata) => _probe!.RecordCommitted(record, metadata);

    public override async ValueTask StopAsync()
    {
        if (_probe is not null)
        {
            _probe.Calls.Enqueue("task stop");
            await _probe.Stop();
        }
    }
}
