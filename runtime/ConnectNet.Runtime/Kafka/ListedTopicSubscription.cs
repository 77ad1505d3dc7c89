using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Subscribes a consumer to listed topics. While one of them is missing it is asked for again and again, as Java's consumer does: librdkafka would look
/// only when its metadata is to be refreshed.
/// </summary>
internal sealed class ListedTopicSubscription : ITopicSubscription
{
    private readonly IReadOnlyCollection<string> _topics;
    private readonly Lazy<TopicAdmin> _admin;
    private readonly TopicLookPauses _pauses;
    private readonly HashSet<string> _seen = [];
    private readonly CancellationTokenSource _disposed = new();
    private Task<IReadOnlyDictionary<string, TopicDescription>>? _asking;
    private bool _isMissing;

    /// <param name="consumer">The consumer to subscribe.</param>
    /// <param name="topics">Names; none of them need exist.</param>
    /// <param name="createAdmin">Makes an admin on the consumer's handle, when one is needed.</param>
    /// <param name="pauses">When to ask again for what is missing.</param>
    public ListedTopicSubscription(
        IConsumer<byte[]?, byte[]?> consumer, IReadOnlyCollection<string> topics, Func<TopicAdmin> createAdmin, TopicLookPauses pauses)
    {
        _topics = topics;
        _admin = new Lazy<TopicAdmin>(createAdmin);
        _pauses = pauses;
        consumer.Subscribe(topics);
    }

    public void Refresh()
    {
        if (!_isMissing)
        {
            return;
        }

        if (_asking is { IsCompleted: true } answered)
        {
            _asking = null;
            Take(answered);
        }
        else if (_asking is null && _pauses.IsOver)
        {
            _asking = _admin.Value.DescribeAsync(_topics, _disposed.Token);
        }
    }

    public void ReportMissing()
    {
        _seen.Clear();
        if (!_isMissing)
        {
            _isMissing = true;
            _pauses.Restart();
        }
    }

    public IReadOnlySet<string> FindDeleted(IEnumerable<string> topics) => _isMissing ? _admin.Value.FindMissing(topics) : new HashSet<string>();

    public void Dispose()
    {
        _disposed.Cancel();
        _disposed.Dispose();
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }
    }

    private void Take(Task<IReadOnlyDictionary<string, TopicDescription>> answer)
    {
        _pauses.Begin();
        try
        {
            var existing = answer.GetAwaiter().GetResult().Keys;
            if (!_seen.IsSupersetOf(existing))
            {
                // The consumer rejoins its group with the topics that it hears of in here.
                _admin.Value.List();
                _seen.UnionWith(existing);
            }

            _isMissing = _seen.Count < _topics.Count;
        }
        catch (ConnectException)
        {
            // As a Java consumer whose brokers do not answer: asked again.
        }
    }
}
