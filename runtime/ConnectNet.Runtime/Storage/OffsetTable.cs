namespace ConnectNet.Runtime.Storage;

/// <summary>
/// The newest value of each offset key, and which partitions each connector has; what all offset stores share. Thread-safe.
/// </summary>
internal sealed partial class OffsetTable(ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], byte[]> _values = new(ByteContent.Comparer);
    private readonly Dictionary<string, HashSet<IReadOnlyDictionary<string, object?>>> _partitions = [];

    /// <summary>Takes in a value; null removes the key.</summary>
    public void Put(byte[] key, byte[]? value)
    {
        var read = OffsetJson.ReadKey(key, out var problem);
        if (problem is not null)
        {
            LogIgnored(logger, problem);
        }

        lock (_gate)
        {
            if (value is null)
            {
                _values.Remove(key);
            }
            else
            {
                _values[key] = value;
            }

            if (read is var (connector, partition))
            {
                if (!_partitions.TryGetValue(connector, out var partitions))
                {
                    _partitions[connector] = partitions = new(SourcePartitions.Comparer);
                }

                _ = value is null ? partitions.Remove(partition) : partitions.Add(partition);
            }
        }
    }

    /// <summary>One entry per key, null where nothing is known.</summary>
    public IReadOnlyDictionary<byte[], byte[]?> Get(IReadOnlyCollection<byte[]> keys)
    {
        var result = new Dictionary<byte[], byte[]?>(ByteContent.Comparer);
        lock (_gate)
        {
            foreach (var key in keys)
            {
                result[key] = _values.GetValueOrDefault(key);
            }
        }

        return result;
    }

    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Entries()
    {
        lock (_gate)
        {
            return [.. _values];
        }
    }

    public IReadOnlyCollection<IReadOnlyDictionary<string, object?>> Partitions(string connector)
    {
        lock (_gate)
        {
            return _partitions.TryGetValue(connector, out var partitions) ? SourcePartitions.HashOrder(partitions) : [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ignoring offset partition key with {Problem}")]
    private static partial void LogIgnored(ILogger log, string problem);
}
