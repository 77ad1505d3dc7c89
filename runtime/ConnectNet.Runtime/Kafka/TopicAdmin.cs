using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Sdk.Errors;
using KafkaException = Confluent.Kafka.KafkaException;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Topic administration as Connect needs it; made by <see cref="KafkaClients.CreateTopicAdmin"/>. Calls that the broker does not offer are
/// skipped as on a broker that forbids them. All members may be called by any thread. The creator disposes it.
/// </summary>
internal sealed partial class TopicAdmin : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // Calls that block in the client come back this often, so that closing need not wait for long.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly IAdminClient _admin;
    private readonly object _gate = new();
    private readonly Func<ApiKey, CancellationToken, Task<bool>> _offers;
    private readonly string _brokers;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<ApiKey, bool> _offered = new();
    private int _inside;
    private bool _closed;

    /// <summary>For <see cref="KafkaClients"/>.</summary>
    /// <param name="admin">The client; disposed with this.</param>
    /// <param name="offers">Asks a broker whether it offers a request.</param>
    /// <param name="brokers">The bootstrap servers, for texts.</param>
    /// <param name="logger">Where creations are told.</param>
    public TopicAdmin(IAdminClient admin, Func<ApiKey, CancellationToken, Task<bool>> offers, string brokers, ILogger logger)
    {
        _admin = admin;
        _offers = offers;
        _brokers = brokers;
        _logger = logger;
    }

    /// <summary>The client itself, for what this class does not cover (consumer groups, offsets of groups).</summary>
    public IAdminClient Client => _admin;

    /// <summary>
    /// Creates the topics that are missing. A broker that does not offer or not allow it leaves both sets of the answer empty. Throws a
    /// ConnectException with Java's text when the broker refuses; its cause carries the broker's code.
    /// </summary>
    public async Task<TopicCreationResult> CreateAsync(IReadOnlyCollection<TopicSpecification> topics, CancellationToken cancellationToken)
    {
        var created = new HashSet<string>();
        var existing = new HashSet<string>();
        var result = new TopicCreationResult(created, existing);
        if (topics.Count == 0 || !await OffersAsync(ApiKey.CreateTopics, cancellationToken).ConfigureAwait(false))
        {
            return result;
        }

        var names = string.Join("', '", topics.Select(topic => topic.Name));
        List<(string Topic, Error Error)> reports;
        try
        {
            await Within(admin => admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout }))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            reports = [.. topics.Select(topic => (topic.Name, new Error(ErrorCode.NoError)))];
        }
        catch (CreateTopicsException e)
        {
            reports = [.. e.Results.Select(report => (report.Topic, report.Error))];
        }
        catch (KafkaException e)
        {
            reports = [.. topics.Select(topic => (topic.Name, e.Error))];
        }

        foreach (var (topic, error) in reports)
        {
            switch (error.Code)
            {
                case ErrorCode.NoError:
                    LogCreated(_logger, topic, _brokers);
                    created.Add(topic);
                    break;
                case ErrorCode.TopicAlreadyExists:
                    existing.Add(topic);
                    break;
                case ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature
                    or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TopicAuthorizationFailed:
                    LogCannotCreate(_logger, names, _brokers, error.Reason);
                    return new TopicCreationResult(new HashSet<string>(), new HashSet<string>());
                case ErrorCode.InvalidConfig or ErrorCode.InvalidReplicationFactor:
                    throw new ConnectException("Unable to create topic(s) '" + names + "': " + error.Reason, TopicRefusedException.Of(error));
                case ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut:
                    throw new ConnectException(
                        "Timed out while checking for or creating topic(s) '" + names + "'. This could indicate a connectivity issue, "
                        + "unavailable topic partitions, or if this is your first use of the topic it may have taken too long to create.",
                        new KafkaException(error));
                default:
                    throw new ConnectException("Error while attempting to create/find topic(s) '" + names + "'", new KafkaException(error));
            }
        }

        return result;
    }

    /// <summary>
    /// Creates one topic, again and again while the broker has too few replicas or does not answer, as at the start of a cluster.
    /// </summary>
    public async Task<TopicCreationResult> CreateWithRetryAsync(
        TopicSpecification topic, TimeSpan timeout, TimeSpan backOff, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var start = time.GetTimestamp(); ;)
        {
            try
            {
                return await CreateAsync([topic], cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectException e) when (IsPassing(e) && time.GetElapsedTime(start) < timeout)
            {
                LogRetry(_logger, topic.Name, e.Message);
            }

            await Task.Delay(backOff, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Descriptions of those of the topics that exist; never creates one.</summary>
    public async Task<IReadOnlyDictionary<string, TopicDescription>> DescribeAsync(
        IReadOnlyCollection<string> topics, CancellationToken cancellationToken)
    {
        if (topics.Count == 0)
        {
            return new Dictionary<string, TopicDescription>();
        }

        List<TopicDescription> descriptions;
        try
        {
            var result = await Within(admin => admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(topics), new DescribeTopicsOptions { RequestTimeout = Timeout }))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            descriptions = result.TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            descriptions = e.Results.TopicDescriptions;
        }
        catch (KafkaException e)
        {
            throw new ConnectException("Error while attempting to describe topics '" + string.Join(", ", topics) + "'", e);
        }

        foreach (var description in descriptions)
        {
            if (description.Error.IsError
                && description.Error.Code is not (ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic
                    or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed))
            {
                throw new ConnectException(
                    "Error while attempting to describe topics '" + string.Join(", ", topics) + "'", new KafkaException(description.Error));
            }
        }

        return descriptions.Where(description => !description.Error.IsError).ToDictionary(description => description.Name);
    }

    /// <summary>Those of the topics that are not there; none where no broker answers soon. Blocks.</summary>
    public IReadOnlySet<string> FindMissing(IEnumerable<string> topics)
    {
        var missing = topics.ToHashSet();
        using var limit = new CancellationTokenSource(LookLimit);
        try
        {
            missing.ExceptWith(DescribeAsync(missing, limit.Token).GetAwaiter().GetResult().Keys);
            return missing;
        }
        catch (Exception e) when (e is ConnectException or OperationCanceledException)
        {
            return new HashSet<string>();
        }
    }

    /// <summary>Names of all topics; blocks.</summary>
    public IReadOnlySet<string> List()
    {
        try
        {
            return Metadata(static admin => admin.GetMetadata(Slice)).Topics.Where(topic => !topic.Error.IsError).Select(topic => topic.Topic).ToHashSet();
        }
        catch (KafkaException e)
        {
            throw new RetriableException("Failed to list topics: " + e.Error.Reason, e);
        }
    }

    /// <summary>Asks for a topic so that a broker which creates topics by use does; blocks.</summary>
    public void Touch(string topic)
    {
        try
        {
            Metadata(admin => admin.GetMetadata(topic, Slice));
        }
        catch (KafkaException e)
        {
            LogCannotCreate(_logger, topic, _brokers, e.Error.Reason);
        }
    }

    /// <summary>Throws a ConfigException unless the topic's cleanup policy is exactly <c>compact</c> or cannot be told.</summary>
    public async Task RequireCompactedAsync(string topic, string configKey, string purpose, CancellationToken cancellationToken)
    {
        var (policy, _) = await ConfigAsync(topic, "cleanup.policy", cancellationToken).ConfigureAwait(false);
        if (policy is null)
        {
            LogPolicyUnknown(_logger, topic);
            return;
        }

        var policies = policy.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (policies is not ["compact"])
        {
            throw new ConfigException(
                $"Topic '{topic}' supplied via the '{configKey}' property is required to have 'cleanup.policy=compact' to guarantee "
                + $"consistency and durability of {purpose}, but found the topic currently has 'cleanup.policy={string.Join(",", policies)}'. "
                + $"Continuing would likely result in eventually losing {purpose} and problems restarting this Connect cluster in the "
                + $"future. Change the '{configKey}' property in the Connect worker configurations to use a topic with "
                + "'cleanup.policy=compact'.");
        }
    }

    /// <summary>
    /// The largest batch that a topic takes, its <c>max.message.bytes</c>; 0 while it does not exist, null where it cannot be told. A ConnectException
    /// where no broker answers.
    /// </summary>
    public async Task<long?> MaxMessageBytesAsync(string topic, CancellationToken cancellationToken)
    {
        var (value, error) = await ConfigAsync(topic, "max.message.bytes", cancellationToken).ConfigureAwait(false);
        return error == ErrorCode.UnknownTopicOrPart ? 0 : long.TryParse(value, CultureInfo.InvariantCulture, out var bytes) ? bytes : null;
    }

    /// <summary>The offsets after the last record of each partition, transactions not regarded.</summary>
    /// <param name="partitions">Of topics that exist.</param>
    /// <param name="timeout">For the answer. The client asks the leaders that it knew at the call until it is over.</param>
    /// <param name="cancellationToken">Ends the wait, not the asking.</param>
    public async Task<IReadOnlyDictionary<TopicPartition, long>> EndOffsetsAsync(
        IReadOnlyCollection<TopicPartition> partitions, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Within(admin => admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { IsolationLevel = IsolationLevel.ReadUncommitted, RequestTimeout = timeout }))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return result.ResultInfos.ToDictionary(
                info => info.TopicPartitionOffsetError.TopicPartition, info => info.TopicPartitionOffsetError.Offset.Value);
        }
        catch (ListOffsetsException e)
        {
            // The error as a whole only says that there is one.
            var error = e.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError).First(info => info.Error.IsError);
            throw new RetriableException(
                $"Failed to find the end offsets of topic '{error.Topic}': partition {error.Partition.Value}: {error.Error.Reason}", e);
        }
        catch (KafkaException e)
        {
            throw new RetriableException(
                "Failed to find the end offsets of topic '" + partitions.FirstOrDefault()?.Topic + "': " + e.Error.Reason, e);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            while (_inside > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        _admin.Dispose();
    }

    // Closing frees the client's memory under whoever is in it. Requests are in it only while they are begun.
    private T Within<T>(Func<IAdminClient, T> use)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            _inside++;
        }

        try
        {
            return use(_admin);
        }
        finally
        {
            lock (_gate)
            {
                _inside--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Metadata Metadata(Func<IAdminClient, Metadata> ask)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return Within(ask);
            }
            catch (KafkaException e) when (
                e.Error.Code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport && Stopwatch.GetElapsedTime(started) < Timeout)
            {
            }

            // A broker that is down is known to be without asking.
            Thread.Sleep(Pause);
        }
    }

    private static bool IsPassing(ConnectException e) =>
        e.InnerException is TopicRefusedException.InvalidReplicationFactorException
            or KafkaException { Error.Code: ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut };

    // A topic's effective config; no value, and the reason, where the broker does not tell.
    private async Task<(string? Value, ErrorCode Error)> ConfigAsync(string topic, string key, CancellationToken cancellationToken)
    {
        if (!await OffersAsync(ApiKey.DescribeConfigs, cancellationToken).ConfigureAwait(false))
        {
            return (null, ErrorCode.UnsupportedVersion);
        }

        try
        {
            var results = await Within(admin => admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = Timeout }))
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return (results[0].Entries.GetValueOrDefault(key)?.Value, ErrorCode.NoError);
        }
        catch (KafkaException e)
        {
            var code = (e as DescribeConfigsException)?.Results.FirstOrDefault()?.Error.Code ?? e.Error.Code;
            return code is ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.UnsupportedVersion
                or ErrorCode.Local_UnsupportedFeature or ErrorCode.UnknownTopicOrPart
                ? (null, code)
                : throw new ConnectException("Error while attempting to describe topic configs '" + topic + "'", e);
        }
    }

    // A broker that cannot be asked now is asked by the call itself.
    private async Task<bool> OffersAsync(ApiKey key, CancellationToken cancellationToken)
    {
        if (_offered.TryGetValue(key, out var known))
        {
            return known;
        }

        try
        {
            return _offered[key] = await _offers(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is not ConfigException)
        {
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Created topic {Topic} on brokers at {Brokers}")]
    private static partial void LogCreated(ILogger log, string topic, string brokers);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Unable to create topic(s) '{Topics}' on the brokers at {Brokers}: {Reason}. Falling back to assume topic(s) exist or will "
            + "be auto-created by the broker.")]
    private static partial void LogCannotCreate(ILogger log, string topics, string brokers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "'{Topic}' topic creation failed due to '{Reason}', retrying")]
    private static partial void LogRetry(ILogger log, string topic, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Unable to use admin client to verify the cleanup policy of '{Topic}' topic is 'compact', either because the broker is an "
            + "older version or because the Kafka principal used for Connect internal topics does not have the required permission to "
            + "describe topic configurations.")]
    private static partial void LogPolicyUnknown(ILogger log, string topic);
}
