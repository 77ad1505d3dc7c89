using System.Diagnostics;
using Confluent.Kafka;

namespace ConnectNet.TestKit.Brokers;

/// <summary>Puts records into topics and reads topics whole, for the arrangement and the checks of tests.</summary>
internal static class TopicData
{
    public static async Task ProduceAsync(string bootstrapServers, string topic, IEnumerable<Message<byte[]?, byte[]?>> messages)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig { BootstrapServers = bootstrapServers, LingerMs = 5 }).Build();
        await Task.WhenAll(messages.Select(message => producer.ProduceAsync(topic, message)).ToList());
    }

    /// <summary>
    /// Reads all partitions from the start until the condition on what has been read holds, else to the end of every partition as it is
    /// when that end is reached.
    /// </summary>
    /// <param name="bootstrapServers">The cluster.</param>
    /// <param name="topic">Must exist.</param>
    /// <param name="until">Null: stop at the ends of the partitions. Else keep waiting for more records until it holds.</param>
    /// <param name="seconds">Limit of the wait.</param>
    /// <param name="committedOnly">False shows aborted records too.</param>
    public static List<ConsumeResult<byte[]?, byte[]?>> Read(
        string bootstrapServers, string topic, Func<List<ConsumeResult<byte[]?, byte[]?>>, bool>? until = null, int seconds = 60, bool committedOnly = true)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "testkit-reader",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
            AllowAutoCreateTopics = false,
            IsolationLevel = committedOnly ? IsolationLevel.ReadCommitted : IsolationLevel.ReadUncommitted,
        }).SetLogHandler((_, _) => { }).Build();
        var partitions = Partitions(bootstrapServers, topic);
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[]?, byte[]?>>();
        var ended = new HashSet<int>();
        var clock = Stopwatch.StartNew();
        while (until is null ? ended.Count < partitions.Count : !until(read))
        {
            if (clock.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"topic {topic} has {read.Count} records after {seconds} s, and not those awaited");
            }
            var result = consumer.Consume(TimeSpan.FromMilliseconds(100));
            if (result is { IsPartitionEOF: true })
            {
                ended.Add(result.Partition.Value);
            }
            else if (result is not null)
            {
                read.Add(result);
            }
        }
        consumer.Unassign();
        return read;
    }

    /// <summary>How many records a topic has got, counting markers of transactions.</summary>
    public static long Count(string bootstrapServers, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig { BootstrapServers = bootstrapServers, GroupId = "testkit-reader" })
            .SetLogHandler((_, _) => { }).Build();
        return Partitions(bootstrapServers, topic).Sum(partition => consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(30)).High.Value);
    }

    private static List<TopicPartition> Partitions(string bootstrapServers, string topic)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrapServers }).SetLogHandler((_, _) => { }).Build();
        // Metadata of all topics: asking for one by name would create it.
        var metadata = admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics.Find(candidate => candidate.Topic == topic)
            ?? throw new InvalidOperationException($"topic {topic} does not exist");
        return [.. metadata.Partitions.Select(partition => new TopicPartition(topic, partition.PartitionId))];
    }
}
