using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>A sink connector that does what its <see cref="Probe"/> says.</summary>
[ConnectName("test.ProbeSinkConnector", "1.2.3")]
public sealed class ProbeSinkConnector : SinkConnector
{
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    public override ConfigDef Config { get; } = new ConfigDef().Define(new ConfigKey("probe", ConfigType.String, Importance.High, "Id of the probe."));

    public override Type TaskClass => typeof(ProbeSinkTask);

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        return ValueTask.CompletedTask;
    }

    public override ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([.. Enumerable.Repeat(_config, maxTasks)]);

    public override ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>The task of <see cref="ProbeSinkConnector"/>.</summary>
[ConnectName("test.ProbeSinkTask", "1.2.3")]
public sealed class ProbeSinkTask : SinkTask
{
    private Probe? _probe;

    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _probe = Probe.Of(config);
        _probe.Calls.Enqueue("task start");
        await _probe.Start(cancellationToken);
    }

    public override async ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        await _probe!.Put(Context, records);
        if (records.Count > 0)
        {
            _probe.Taken.Enqueue(records);
        }
        else
        {
            _probe.Calls.Enqueue("put nothing");
        }
    }

    public override ValueTask<IReadOnlyDictionary<TopicPartition, long>> PreCommitAsync(
        IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        _probe!.Calls.Enqueue("preCommit");
        return ValueTask.FromResult(_probe.PreCommit(offsets));
    }

    public override ValueTask OpenAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        _probe!.Calls.Enqueue("open " + string.Join(",", partitions.OrderBy(p => p.Partition)));
        _probe.Open(Context, partitions);
        return ValueTask.CompletedTask;
    }

    public override ValueTask CloseAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        _probe!.Calls.Enqueue("close " + string.Join(",", partitions.OrderBy(p => p.Partition)));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask StopAsync()
    {
        if (_probe is not null)
        {
            _probe.Calls.Enqueue("task stop");
            await _probe.Stop();
        }
    }
}
