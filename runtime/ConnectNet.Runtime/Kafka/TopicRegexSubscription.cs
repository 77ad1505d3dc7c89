using Confluent.Kafka;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Subscribes a consumer to the topics whose whole name matches a Java regular expression: matched here against the cluster's topics,
/// because librdkafka's expressions are others.
/// </summary>
internal sealed class TopicRegexSubscription : ITopicSubscription
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly TopicAdmin _admin;
    private readonly JavaRegex _pattern;
    private readonly TimeSpan _maxAge;
    private readonly TimeProvider _time;
    private HashSet<string> _subscribed = [];
    private long? _lastLook;
    private bool _isMissing;

    /// <summary>Compiles the expression; a faulty one is a FormatException.</summary>
    /// <param name="consumer">The consumer to subscribe.</param>
    /// <param name="admin">Lists the topics; disposed with this.</param>
    /// <param name="javaPattern">The value of <c>topics.regex</c>.</param>
    /// <param name="maxAge">The consumer's <c>metadata.max.age.ms</c>.</param>
    /// <param name="time">Clock.</param>
    public TopicRegexSubscription(
        IConsumer<byte[]?, byte[]?> consumer, TopicAdmin admin, string javaPattern, TimeSpan maxAge, TimeProvider time)
    {
        _consumer = consumer;
        _admin = admin;
        _pattern = JavaRegex.Compile(javaPattern, "topics.regex");
        _maxAge = maxAge;
        _time = time;
    }

    public void Dispose() => _admin.Dispose();

    public void ReportMissing() => _isMissing = true;

    public IReadOnlySet<string> FindDeleted(IEnumerable<string> topics) => _isMissing ? _admin.FindMissing(topics) : new HashSet<string>();

    /// <summary>Looks for new topics when the last look is older than <c>metadata.max.age.ms</c>.</summary>
    public void Refresh()
    {
        if (_lastLook is { } last && _time.GetElapsedTime(last) < _maxAge)
        {
            return;
        }

        HashSet<string> matching;
        try
        {
            // Kafka's own topics are not for expressions: exclude.internal.topics is on by default.
            matching = [.. _admin.List().Where(topic => topic is not ("__consumer_offsets" or "__transaction_state" or "__share_group_state")
                && _pattern.Matches(topic))];
        }
        catch (RetriableException)
        {
            // As a Java consumer that cannot refresh its metadata: the subscription stays.
            return;
        }

        _lastLook = _time.GetTimestamp();
        _isMissing = false;
        if (!matching.SetEquals(_subscribed) || matching.Count == 0)
        {
            _subscribed = matching;
            if (matching.Count > 0)
            {
                _consumer.Subscribe(matching);
            }
            else
            {
                _consumer.Unsubscribe();
            }
        }
    }
}
