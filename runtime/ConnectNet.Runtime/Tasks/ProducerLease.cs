using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// A source task's share of a producer. What of the producer's queue is the task's own is counted here, in bytes: a task whose records pile
/// up holds up itself alone, and its end waits for its own records. The task's thread sends, and either it or the one that gives the task
/// up closes; reports come on the producer's thread.
/// </summary>
/// <param name="pool">Where producers come from and go to.</param>
/// <param name="properties">What a producer must be made of to serve this task; Java's keys.</param>
/// <param name="isShared">Whether other tasks may use the same producer.</param>
internal sealed class ProducerLease(ProducerPool pool, IReadOnlyDictionary<string, string?> properties, bool isShared) : IDisposable
{
    private static readonly TimeSpan FlushSlice = TimeSpan.FromMilliseconds(100);

    private readonly long _memory = RecordLimits.Of(properties).Memory;
    private readonly PendingCount _pending = new();

    // Held while the producer is used or changed, so that it is never freed under a call.
    private readonly Lock _gate = new();
    private volatile PooledProducer? _producer;
    private bool _closing;

    // The task's thread: what the last record found, so that the next one to the same topic need not look.
    private PooledProducer? _openProducer;
    private volatile string? _openTopic;
    private string? _blockedTopic;

    public IReadOnlyDictionary<string, string?> Properties => properties;

    public bool IsShared => isShared;

    /// <summary>Whether nothing of the task is on its way.</summary>
    public bool IsIdle => _pending.Pending == 0;

    /// <summary>The producer that is not shared.</summary>
    public IProducer<byte[]?, byte[]?> Client => _producer!.Client;

    /// <summary>Gets a producer. Errors are the client's, about its properties.</summary>
    public void Open() => _producer ??= pool.Rent(this);

    /// <summary>What a record takes of the task's room: bytes, and something for one without any.</summary>
    public static long Weigh(Message<byte[]?, byte[]?> message) => 1 + (message.Key?.Length ?? 0) + (message.Value?.Length ?? 0);

    /// <summary>Lets a record into its topic, where batches may not grow as large as the producer would make them. Before <see cref="TryProduce"/>.</summary>
    /// <param name="topic">Where the record is to go.</param>
    /// <param name="message">The record.</param>
    /// <param name="share">What it takes there; has to be given back when the record was answered, or not taken.</param>
    /// <returns>False when it has to wait, see <see cref="AwaitRoom"/>, or the lease is being closed.</returns>
    public bool TryEnter(string topic, Message<byte[]?, byte[]?> message, out TopicShare share)
    {
        if (topic == _openTopic && _openProducer == _producer)
        {
            share = default;
            return true;
        }

        share = default;
        _blockedTopic = null;
        TopicRooms rooms;
        lock (_gate)
        {
            if (_closing || !LeaveRetired())
            {
                return false;
            }

            Open();
            rooms = _producer!.Rooms;
            _openProducer = _producer;
        }

        _openTopic = rooms.TakesAll(topic) ? topic : null;
        if (rooms.TryEnter(topic, message, out share))
        {
            return true;
        }

        _blockedTopic = topic;
        return false;
    }

    /// <summary>A topic has refused a batch: it is asked anew what it takes. On the producer's thread.</summary>
    public void Forget(string topic)
    {
        _producer?.Rooms.Forget(topic);
        _openTopic = null;
    }

    /// <summary>Hands a record to the producer, whose exceptions it passes on.</summary>
    /// <param name="target">Where the record is to go.</param>
    /// <param name="message">The record; it is copied.</param>
    /// <param name="weight">What <see cref="Weigh"/> says of it.</param>
    /// <param name="report">Told what became of it; has to call <see cref="Reported"/>.</param>
    /// <returns>False when there is no room for it, see <see cref="AwaitRoom"/>, or the lease is being closed.</returns>
    public bool TryProduce(
        Confluent.Kafka.TopicPartition target, Message<byte[]?, byte[]?> message, long weight, Action<DeliveryReport<byte[]?, byte[]?>> report)
    {
        lock (_gate)
        {
            if (_closing || !LeaveRetired() || !_pending.HasRoom(_memory - weight + 1))
            {
                return false;
            }

            Open();
            _pending.Added(weight);
            try
            {
                _producer!.Client.Produce(target, message, report);
                return true;
            }
            catch
            {
                _pending.Done(weight);
                throw;
            }
        }
    }

    /// <summary>Waits for the topic, or until half of the task's room is free, or all of it where the task must change its producer.</summary>
    public void AwaitRoom(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_blockedTopic is { } topic)
        {
            _blockedTopic = null;
            _producer?.Rooms.Await(topic, timeout, cancellationToken);
            return;
        }

        _pending.Wait(_producer is { IsRetired: true } ? 0 : _memory / 2, timeout, cancellationToken);
    }

    /// <summary>A record of this weight is in Kafka or will never be, and the task has heard of it. On the producer's thread.</summary>
    public void Reported(long weight)
    {
        _pending.Done(weight);
        if (_producer is { IsRetired: true } && IsIdle)
        {
            // The producer's own thread cannot end the producer.
            ThreadPool.UnsafeQueueUserWorkItem(static lease => lease.LeaveIfRetired(), this, preferLocal: false);
        }
    }

    /// <summary>Lets go of a producer that is to end, if nothing of the task is on its way. Any thread.</summary>
    public void LeaveIfRetired()
    {
        lock (_gate)
        {
            if (!_closing)
            {
                LeaveRetired();
            }
        }
    }

    /// <summary>Takes no more records, and waits until those taken have been reported.</summary>
    public void Flush(TimeSpan limit, TimeProvider time, CancellationToken givenUp)
    {
        lock (_gate)
        {
            _closing = true;
        }

        for (var started = time.GetTimestamp(); !IsIdle && !givenUp.IsCancellationRequested && time.GetElapsedTime(started) < limit;)
        {
            _producer!.Client.Flush(FlushSlice);
        }
    }

    /// <summary>Gives the producer back. Records still on their way are given up.</summary>
    public void Dispose()
    {
        PooledProducer? producer;
        lock (_gate)
        {
            _closing = true;
            producer = _producer;
            _producer = null;
        }

        if (producer is not null)
        {
            pool.Release(producer, this);
        }
    }

    // False while records are on their way in a producer that is to end: those that follow must not overtake them.
    private bool LeaveRetired()
    {
        if (_producer is not { IsRetired: true } retired)
        {
            return true;
        }

        if (!IsIdle)
        {
            return false;
        }

        _producer = null;
        pool.Release(retired, this);
        return true;
    }
}
