using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Storage;

/// <summary>Offsets in a compacted topic: the worker's, or one of a connector's own. Thread-safe.</summary>
internal sealed class KafkaOffsetStore : OffsetStore
{
    private readonly OffsetTable _table;
    private readonly CompactedTopic _topic;

    /// <summary>A store in any compacted topic; the settings say with which clients.</summary>
    public KafkaOffsetStore(KafkaClients clients, CompactedTopicSettings settings, ILogger logger, TimeProvider time)
    {
        _table = new OffsetTable(logger);
        _topic = new CompactedTopic(clients, settings, record => _table.Put(record.Message.Key ?? [], record.Message.Value), logger, time);
    }

    /// <summary>The worker's own store, <c>offset.storage.topic</c>.</summary>
    public KafkaOffsetStore(KafkaClients clients, DistributedConfig config, ILogger logger, TimeProvider time)
        : this(clients, InternalTopics.Offsets(config), logger, time)
    {
    }

    public override void Start() => _topic.Start(CancellationToken.None);

    public override void Stop() => _topic.Stop();

    public override async Task<IReadOnlyDictionary<byte[], byte[]?>> GetAsync(
        IReadOnlyCollection<byte[]> keys, CancellationToken cancellationToken)
    {
        await _topic.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        return _table.Get(keys);
    }

    public override Task SetAsync(IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values, CancellationToken cancellationToken) =>
        Task.WhenAll(values.Select(entry => _topic.SendAsync(entry.Key, entry.Value))).WaitAsync(cancellationToken);

    public override IReadOnlyCollection<IReadOnlyDictionary<string, object?>> ConnectorPartitions(string connector) =>
        _table.Partitions(connector);
}
