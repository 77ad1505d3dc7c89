using System.Collections.Concurrent;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// The rooms of one producer's topics, by their <c>max.message.bytes</c>. Topics are asked once, before their first record; whoever may not ask sends
/// batches as large as the producer makes them. Thread-safe. Disposed before the producer.
/// </summary>
/// <param name="createAdmin">Makes an admin on the producer's handle.</param>
/// <param name="batchSize">The producer's <c>batch.size</c>.</param>
internal sealed class TopicRooms(Func<TopicAdmin> createAdmin, long batchSize) : IDisposable
{
    private readonly Lazy<TopicAdmin> _admin = new(createAdmin);
    private readonly ConcurrentDictionary<string, (TopicRoom? Room, bool IsFinal)> _rooms = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<long?>> _questions = new(StringComparer.Ordinal);

    /// <summary>Lets a record in; false where the topic must be asked first, or has no room: see <see cref="Await"/>.</summary>
    /// <param name="topic">Where the record goes.</param>
    /// <param name="message">The record.</param>
    /// <param name="share">Its part, to be given back when the record was answered.</param>
    public bool TryEnter(string topic, Message<byte[]?, byte[]?> message, out TopicShare share)
    {
        share = default;
        if (!_rooms.TryGetValue(topic, out var known))
        {
            return false;
        }

        if (known.Room is not { } room)
        {
            return true;
        }

        var size = RecordLimits.InBatch(message);
        if (!room.TryEnter(size))
        {
            return false;
        }

        share = new TopicShare(room, size);
        return true;
    }

    /// <summary>Whether a topic takes all batches that the producer makes.</summary>
    public bool TakesAll(string topic) => _rooms.TryGetValue(topic, out var known) && known.Room is null;

    /// <summary>Asks the topic, or waits until it has room.</summary>
    public void Await(string topic, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_rooms.TryGetValue(topic, out var known))
        {
            known.Room?.AwaitEmpty(timeout, cancellationToken);
            if (known.IsFinal)
            {
                return;
            }
        }

        Look(topic, timeout, cancellationToken);
    }

    /// <summary>The topic is asked again before its next record.</summary>
    public void Forget(string topic) => _rooms.TryRemove(topic, out _);

    public void Dispose()
    {
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }
    }

    // A question outlasts a wait for it: tasks look up from it to write their offsets.
    private void Look(string topic, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var question = _questions.GetOrAdd(topic, _ => _admin.Value.MaxMessageBytesAsync(topic, CancellationToken.None));
        try
        {
            var answer = Answered(question.WaitAsync(timeout, cancellationToken).GetAwaiter().GetResult());
            _rooms.AddOrUpdate(topic, answer, (_, known) => known.IsFinal ? known : answer);
        }
        catch (Exception e) when (e is ConnectException or OperationCanceledException or TimeoutException)
        {
            // No broker answers, so that nothing can be sent either: asked again.
        }

        if (question.IsCompleted)
        {
            _questions.TryRemove(KeyValuePair.Create(topic, question));
        }
    }

    private (TopicRoom? Room, bool IsFinal) Answered(long? bytes) => bytes switch
    {
        // The first record, alone, may have the topic created by its broker, with a limit that is known then.
        0 => (new TopicRoom(0), false),
        { } most when most < batchSize => (new TopicRoom(most - RecordLimits.BatchOverhead), true),
        _ => (null, true),
    };
}
