namespace ConnectNet.Runtime.Kafka;

/// <summary>Which topics a consumer reads, kept true while topics come and go. Used on the thread that consumes; disposed before the consumer.</summary>
internal interface ITopicSubscription : IDisposable
{
    /// <summary>Call before each consume: takes up topics that are new. May block while brokers answer.</summary>
    void Refresh();

    /// <summary>The consumer has said that a topic of its subscription is not there.</summary>
    void ReportMissing();

    /// <summary>
    /// Those of the topics that are not there any more. Asks only after <see cref="ReportMissing"/>; blocks for a short while, and names none where
    /// no broker answers.
    /// </summary>
    IReadOnlySet<string> FindDeleted(IEnumerable<string> topics);
}
