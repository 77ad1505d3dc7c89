using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Creates the topics a source task writes to, as its connector says, before their first record. Used on the task's thread; the admin
/// client belongs to the task.
/// </summary>
internal sealed partial class TopicCreation(TopicAdmin admin, IReadOnlyList<TopicCreationGroup> groups, ILogger logger)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Makes sure that a topic exists; blocks the first time.</summary>
    /// <exception cref="ConnectException">It does not and cannot be created.</exception>
    public void Ensure(string topic, CancellationToken cancellationToken)
    {
        if (_known.Contains(topic))
        {
            return;
        }

        LogChecking(logger, topic);
        if (admin.DescribeAsync([topic], cancellationToken).GetAwaiter().GetResult().ContainsKey(topic))
        {
            _known.Add(topic);
            return;
        }

        var group = groups.FirstOrDefault(g => g.Matches(topic)) ?? groups[^1];
        var specification = group.Topic(topic);
        var result = admin.CreateAsync([specification], cancellationToken).GetAwaiter().GetResult();
        if (!result.Created.Contains(topic) && !result.Existing.Contains(topic))
        {
            throw new ConnectException(
                $"Task failed to create new topic {Text(specification)}. Ensure that the task is authorized to create topics or that the topic exists and restart the task");
        }

        LogCreated(logger, topic, group.Name);
        _known.Add(topic);
    }

    private static string Text(TopicSpecification topic) =>
        $"(name={topic.Name}, numPartitions={(topic.NumPartitions < 0 ? "default" : topic.NumPartitions)}, "
        + $"replicationFactor={(topic.ReplicationFactor < 0 ? "default" : topic.ReplicationFactor)}, replicasAssignments=null, "
        + $"configs={{{string.Join(", ", topic.Configs.Select(static c => c.Key + "=" + c.Value))}}})";

    [LoggerMessage(Level = LogLevel.Information, Message = "The task will send records to topic '{Topic}' for the first time. Checking whether topic exists")]
    private static partial void LogChecking(ILogger logger, string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic '{Topic}' using creation group {Group}")]
    private static partial void LogCreated(ILogger logger, string topic, string group);
}
