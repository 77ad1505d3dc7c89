using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using KafkaException = Confluent.Kafka.KafkaException;
using TopicPartition = ConnectNet.Sdk.Records.TopicPartition;

namespace ConnectNet.Runtime.Tasks;

/// <summary>The offsets of a sink connector: those of its consumer group. Makes an admin client for each request. Stateless.</summary>
internal sealed class SinkConnectorOffsets(
    WorkerParts parts,
    ConnectorClients clients,
    Plugin plugin,
    string connector,
    IReadOnlyDictionary<string, string?> config,
    SinkConnectorConfig parsed)
{
    private const string TopicKey = "kafka_topic";
    private const string PartitionKey = "kafka_partition";
    private const string OffsetKey = "kafka_offset";

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(90);

    private string Group => clients.Consumer(parsed, "connector-consumer-").GetValueOrDefault("group.id") ?? "connect-" + connector;

    public async Task<IReadOnlyList<PartitionOffset>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var admin = Admin();
            var offsets = await ListAsync(admin, cancellationToken).ConfigureAwait(false);
            return [.. HashOrder(offsets).Select(static o => new PartitionOffset(
                new OrderedDictionary<string, object?> { [PartitionKey] = o.Key.Partition, [TopicKey] = o.Key.Topic },
                new Dictionary<string, object?> { [OffsetKey] = o.Value }))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException("Failed to retrieve consumer group offsets for sink connector " + connector, e);
        }
    }

    /// <summary>Alters or resets; true when nothing is left for the operator.</summary>
    public async Task<bool> ModifyAsync(IReadOnlyList<PartitionOffset>? offsets, CancellationToken cancellationToken)
    {
        using var admin = Admin();
        var changes = offsets is null ? await ResetAllAsync(admin, cancellationToken).ConfigureAwait(false) : Parse(offsets);
        var sink = (SinkConnector)ConnectorPlugins.Create(plugin);
        var complete = await ConnectorOffsets.CallHookAsync(
            connector, () => sink.AlterOffsetsAsync(config, changes, cancellationToken)).ConfigureAwait(false);
        if (offsets is null)
        {
            await DeleteGroupAsync(admin).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await AlterAsync(admin, changes).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return complete;
    }

    private static Dictionary<TopicPartition, long?> Parse(IReadOnlyList<PartitionOffset> offsets)
    {
        var parsed = new Dictionary<TopicPartition, long?>();
        foreach (var (partition, offset) in offsets)
        {
            parsed[ParsePartition(partition)] = offset is null ? null : ParseOffset(offset);
        }

        return parsed;
    }

    private static TopicPartition ParsePartition(IReadOnlyDictionary<string, object?>? partition)
    {
        if (partition is null)
        {
            throw new BadRequestException("The partition for a sink connector offset cannot be null or missing");
        }

        if (!partition.TryGetValue(TopicKey, out var topic) || !partition.TryGetValue(PartitionKey, out var number))
        {
            throw new BadRequestException($"The partition for a sink connector offset must contain the keys '{TopicKey}' and '{PartitionKey}'");
        }

        if (topic is null)
        {
            throw new BadRequestException("Kafka topic names must be valid strings and may not be null");
        }

        if (number is null)
        {
            throw new BadRequestException("Kafka partitions must be valid numbers and may not be null");
        }

        return JavaPrimitives.TryInt32(Values.JavaText(number), out var parsed)
            ? new TopicPartition(Values.JavaText(topic), parsed)
            : throw new BadRequestException(
                $"Failed to parse the following Kafka partition value in the provided offsets: '{Values.JavaText(number)}'. Partition values for sink "
                + "connectors need to be integers.");
    }

    private static long ParseOffset(IReadOnlyDictionary<string, object?> offset)
    {
        if (!offset.TryGetValue(OffsetKey, out var value))
        {
            throw new BadRequestException($"The offset for a sink connector should either be null or contain the key '{OffsetKey}'");
        }

        return JavaPrimitives.TryInt64(Values.JavaText(value), out var parsed)
            ? parsed
            : throw new BadRequestException(
                $"Failed to parse the following Kafka offset value in the provided offsets: '{Values.JavaText(value)}'. Offset values for sink "
                + "connectors need to be integers.");
    }

    private static List<KeyValuePair<TopicPartition, long>> HashOrder(Dictionary<TopicPartition, long> offsets)
    {
        var entries = offsets.ToArray();
        JavaHash.Sort(
            entries,
            static e => unchecked((31 * (31 + e.Key.Partition)) + JavaHash.Of(e.Key.Topic)),
            JavaHash.Buckets(16, entries.Length));
        return [.. entries];
    }

    private Kafka.TopicAdmin Admin() =>
        parts.Clients.CreateTopicAdmin(clients.Admin(parsed, "connector-worker-adminclient-" + connector));

    private async Task<Dictionary<TopicPartition, long>> ListAsync(Kafka.TopicAdmin admin, CancellationToken cancellationToken)
    {
        var results = await admin.Client.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(Group, null)], new ListConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout })
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        var offsets = new Dictionary<TopicPartition, long>();
        foreach (var partition in results.SelectMany(static r => r.Partitions))
        {
            if (partition.Error.IsError)
            {
                throw new KafkaException(partition.Error);
            }

            if (partition.Offset.Value >= 0)
            {
                offsets[new TopicPartition(partition.Topic, partition.Partition.Value)] = partition.Offset.Value;
            }
        }

        return offsets;
    }

    private async Task<Dictionary<TopicPartition, long?>> ResetAllAsync(Kafka.TopicAdmin admin, CancellationToken cancellationToken)
    {
        try
        {
            return (await ListAsync(admin, cancellationToken).ConfigureAwait(false)).ToDictionary(static o => o.Key, static o => (long?)null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException("Failed to list offsets prior to resetting offsets for sink connector " + connector, e);
        }
    }

    private async Task AlterAsync(Kafka.TopicAdmin admin, Dictionary<TopicPartition, long?> changes)
    {
        if (changes.Values.Any(static o => o < 0))
        {
            throw new ArgumentException("Invalid negative offset");
        }

        var set = changes.Where(static c => c.Value is not null)
            .Select(static c => new TopicPartitionOffset(c.Key.Topic, c.Key.Partition, c.Value!.Value)).ToList();
        var reset = changes.Where(static c => c.Value is null).Select(static c => new Confluent.Kafka.TopicPartition(c.Key.Topic, c.Key.Partition)).ToList();
        try
        {
            if (set.Count > 0)
            {
                var altered = await admin.Client.AlterConsumerGroupOffsetsAsync(
                    [new ConsumerGroupTopicPartitionOffsets(Group, set)], new AlterConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout })
                    .ConfigureAwait(false);
                ThrowOnError(altered.SelectMany(static r => r.Partitions).Select(static p => p.Error));
            }

            if (reset.Count > 0)
            {
                await admin.Client.DeleteConsumerGroupOffsetsAsync(
                    Group, reset, new DeleteConsumerGroupOffsetsOptions { RequestTimeout = RequestTimeout }).ConfigureAwait(false);
            }
        }
        catch (KafkaException e)
        {
            throw ErrorsOf(e).Any(static code => code is ErrorCode.UnknownMemberId or ErrorCode.GroupSubscribedToTopic or ErrorCode.NonEmptyGroup)
                ? StillUsed("alter", e)
                : new ConnectException("Failed to alter consumer group offsets for connector " + connector, e);
        }
    }

    private async Task DeleteGroupAsync(Kafka.TopicAdmin admin)
    {
        try
        {
            await admin.Client.DeleteGroupsAsync([Group], new DeleteGroupsOptions { RequestTimeout = RequestTimeout }).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            var codes = ErrorsOf(e).ToList();
            if (codes.Contains(ErrorCode.NonEmptyGroup))
            {
                throw StillUsed("reset", e);
            }

            if (!codes.Contains(ErrorCode.GroupIdNotFound))
            {
                throw new ConnectException("Failed to reset consumer group offsets for sink connector " + connector, e);
            }
        }
    }

    private ConnectException StillUsed(string what, Exception cause) => new(
        $"Failed to {what} consumer group offsets for connector {connector} either because its tasks haven't stopped completely yet or the connector was "
        + $"resumed before the request to {what} its offsets could be successfully completed. If the connector is in a stopped state, this operation can "
        + "be safely retried. If it doesn't eventually succeed, the Connect cluster may need to be restarted to get rid of the zombie sink tasks.",
        cause);

    private static void ThrowOnError(IEnumerable<Error> errors)
    {
        foreach (var error in errors)
        {
            if (error.IsError)
            {
                throw new KafkaException(error);
            }
        }
    }

    private static IEnumerable<ErrorCode> ErrorsOf(KafkaException error) => error switch
    {
        DeleteGroupsException groups => groups.Results.Select(static r => r.Error.Code),
        DeleteConsumerGroupOffsetsException offsets => offsets.Result.Partitions.Select(static p => p.Error.Code).Append(offsets.Result.Error.Code),
        AlterConsumerGroupOffsetsException altered => altered.Results.SelectMany(static r => r.Partitions.Select(static p => p.Error.Code).Append(r.Error.Code)),
        _ => [error.Error.Code],
    };
}
