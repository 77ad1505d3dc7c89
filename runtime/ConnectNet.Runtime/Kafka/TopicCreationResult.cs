namespace ConnectNet.Runtime.Kafka;

/// <summary>Which of the asked topics were made just now, and which were there (or may be: the broker would not say).</summary>
internal sealed record TopicCreationResult(IReadOnlySet<string> Created, IReadOnlySet<string> Existing);
