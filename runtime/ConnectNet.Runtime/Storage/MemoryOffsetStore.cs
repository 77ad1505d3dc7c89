namespace ConnectNet.Runtime.Storage;

/// <summary>Offsets that live as long as the process. Thread-safe.</summary>
internal class MemoryOffsetStore(ILogger logger) : OffsetStore
{
    private readonly Lock _writing = new();

    protected OffsetTable Table { get; } = new(logger);

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override Task<IReadOnlyDictionary<byte[], byte[]?>> GetAsync(
        IReadOnlyCollection<byte[]> keys, CancellationToken cancellationToken) => Task.FromResult(Table.Get(keys));

    public override Task SetAsync(
        IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            foreach (var (key, value) in values)
            {
                Table.Put(key, value);
            }

            Save();
        }

        return Task.CompletedTask;
    }

    public override IReadOnlyCollection<IReadOnlyDictionary<string, object?>> ConnectorPartitions(string connector) =>
        Table.Partitions(connector);

    /// <summary>Makes what was set durable; one call at a time.</summary>
    protected virtual void Save()
    {
    }
}
