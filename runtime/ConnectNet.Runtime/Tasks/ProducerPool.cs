using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The producers of this worker's source tasks. A producer has four threads and connections of its own, so tasks whose producers would be
/// made of the same properties share one, <paramref name="tasksPerProducer"/> of them at most. Thread-safe; it owns the producers, each of which
/// ends with its last lease.
/// </summary>
/// <param name="clients">Makes producers.</param>
/// <param name="tasksPerProducer">1 gives each task its own.</param>
/// <param name="log">Told of producers that end early.</param>
internal sealed partial class ProducerPool(KafkaClients clients, int tasksPerProducer, ILogger log)
{
    private const string ClientId = "client.id";
    private const string Memory = "buffer.memory";

    private readonly Lock _lock = new();
    private readonly List<PooledProducer> _open = [];
    private int _made;

    /// <summary>A producer for one task alone, as transactions need.</summary>
    public ProducerLease Own(IReadOnlyDictionary<string, string?> properties) => Opened(new ProducerLease(this, properties, isShared: false));

    /// <summary>A producer for a task, shared where that cannot be noticed.</summary>
    /// <param name="properties">Java's keys.</param>
    /// <param name="clientId">The client id that the task has unless somebody chose another; it does not keep tasks apart.</param>
    public ProducerLease Lease(IReadOnlyDictionary<string, string?> properties, string clientId)
    {
        // An error in the numbering of an idempotent producer's records ends the whole producer.
        if (tasksPerProducer == 1 || properties.GetValueOrDefault("enable.idempotence")?.Trim().ToLowerInvariant() != "false")
        {
            return Own(properties);
        }

        var common = new Dictionary<string, string?>(properties);
        if (common.GetValueOrDefault(ClientId) == clientId)
        {
            common.Remove(ClientId);
        }

        return Opened(new ProducerLease(this, common, isShared: true));
    }

    /// <summary>The producer for a lease, which is counted as its user from now on.</summary>
    internal PooledProducer Rent(ProducerLease lease)
    {
        lock (_lock)
        {
            if (lease.IsShared && _open.Find(p => p.Leases.Count < tasksPerProducer && AreSame(p.Properties, lease.Properties)) is { } open)
            {
                open.Leases.Add(lease);
                return open;
            }
        }

        // Which may take its time, as a login does. Two that are made at the same time get their further tasks one after the other.
        var made = Make(lease);
        lock (_lock)
        {
            made.Leases.Add(lease);
            if (lease.IsShared)
            {
                _open.Add(made);
            }
        }

        return made;
    }

    /// <summary>
    /// A lease leaves its producer. Records that it leaves behind must not appear in Kafka at some later time, when another worker may run
    /// the task: they go with the producer, as soon as the other tasks' records are through.
    /// </summary>
    internal void Release(PooledProducer producer, ProducerLease lease)
    {
        var leavesRecords = !lease.IsIdle;
        ProducerLease[] others = [];
        bool isLast;
        lock (_lock)
        {
            producer.Leases.Remove(lease);
            isLast = producer.Leases.Count == 0;
            if (isLast || leavesRecords)
            {
                _open.Remove(producer);
            }

            if (!isLast && leavesRecords)
            {
                producer.IsRetired = true;
                others = [.. producer.Leases];
            }
        }

        if (isLast)
        {
            producer.Dispose();
        }
        else if (others.Length > 0)
        {
            LogRetired(log, producer.Client.Name, others.Length);
            Array.ForEach(others, static other => other.LeaveIfRetired());
        }
    }

    private static ProducerLease Opened(ProducerLease lease)
    {
        lease.Open();
        return lease;
    }

    private PooledProducer Make(ProducerLease lease)
    {
        if (!lease.IsShared)
        {
            return Make(lease.Properties, lease.Properties);
        }

        var properties = new Dictionary<string, string?>(lease.Properties);
        properties.TryAdd(ClientId, "connector-producers-" + Interlocked.Increment(ref _made));
        // Each task has as much room as it would have alone, and keeps to it itself.
        properties[Memory] = (RecordLimits.Of(properties).Memory * tasksPerProducer).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Make(properties, lease.Properties);
    }

    private PooledProducer Make(IReadOnlyDictionary<string, string?> properties, IReadOnlyDictionary<string, string?> leased)
    {
        var client = clients.CreateProducer(properties);
        var batchSize = long.TryParse(properties.GetValueOrDefault("batch.size")?.Trim(), System.Globalization.CultureInfo.InvariantCulture, out var chosen)
            ? chosen
            : ClientProperties.BatchSize;
        return new PooledProducer(client, leased, new TopicRooms(() => clients.CreateTopicAdmin(properties, client), batchSize));
    }

    private static bool AreSame(IReadOnlyDictionary<string, string?> one, IReadOnlyDictionary<string, string?> other) =>
        one.Count == other.Count && one.All(e => other.TryGetValue(e.Key, out var value) && value == e.Value);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A task ended with records that Kafka has not taken. Producer {Producer}, which has them, ends when the records of {Others} other tasks are through.")]
    private static partial void LogRetired(ILogger log, string producer, int others);
}

/// <summary>A producer and the leases on it. <see cref="Leases"/> belongs to the pool.</summary>
internal sealed class PooledProducer(IProducer<byte[]?, byte[]?> client, IReadOnlyDictionary<string, string?> properties, TopicRooms rooms) : IDisposable
{
    private volatile bool _isRetired;

    public IProducer<byte[]?, byte[]?> Client => client;

    /// <summary>What it is made of, as its leases say it.</summary>
    public IReadOnlyDictionary<string, string?> Properties => properties;

    public HashSet<ProducerLease> Leases { get; } = [];

    /// <summary>What of the topics' batches is taken.</summary>
    public TopicRooms Rooms => rooms;

    /// <summary>Whether it takes no more records, and ends when its leases have left.</summary>
    public bool IsRetired
    {
        get => _isRetired;
        set => _isRetired = value;
    }

    public void Dispose()
    {
        rooms.Dispose();
        client.Dispose();
    }
}
