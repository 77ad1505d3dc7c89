using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.Sdk.Errors;
using KafkaException = Confluent.Kafka.KafkaException;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// A compacted topic read from its beginning for as long as the worker lives, and written to. Reading has a thread of its own, which
/// calls <c>onRecord</c>; all members may be called by any thread. Owns its clients from <see cref="Start"/> to <see cref="Stop"/>.
/// </summary>
internal sealed partial class CompactedTopic(
    KafkaClients clients,
    CompactedTopicSettings settings,
    Action<ConsumeResult<byte[]?, byte[]?>> onRecord,
    ILogger logger,
    TimeProvider time)
{
    // A topic that was made with a low max.message.bytes takes the batches of Java's producer.
    private const string JavaBatchSize = "16384";

    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstReadTimeout = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstReadBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly List<(long[] Ends, TaskCompletionSource Reached)> _waiting = [];
    private readonly HashSet<TaskCompletionSource<DeliveryReport<byte[]?, byte[]?>>> _sends = [];
    private long[] _positions = [];
    private IReadOnlyList<TopicPartition> _partitions = [];
    private IProducer<byte[]?, byte[]?>? _producer;
    private TopicAdmin? _admin;
    private Thread? _reader;
    private TimeSpan _patience = ShortestPatience;
    private int _renewing;
    private volatile bool _stopping;

    /// <summary>Number of partitions, known after the start.</summary>
    public int PartitionCount => _partitions.Count;

    /// <summary>Creates or checks the topic and reads to its end; blocks. What is wrong for good is thrown as Java words it.</summary>
    public void Start(CancellationToken cancellationToken)
    {
        LogStarting(logger, settings.Topic);
        _producer = settings.Producer ?? clients.CreateProducer(ProducerProperties());
        // Nothing stands on a producer that its owner may close at any time.
        _admin = clients.CreateTopicAdmin(settings.AdminProperties, settings.Producer is null ? _producer : null);
        PrepareTopicAsync(_admin, cancellationToken).GetAwaiter().GetResult();
        _partitions = FindPartitionsAsync(_admin, cancellationToken).GetAwaiter().GetResult();
        _positions = new long[_partitions.Count];
        var consumer = clients.CreateConsumer(ConsumerProperties());

        // "Beginning" is asked for before the leader is known, and again only half a second later; a log that begins later resets.
        consumer.Assign(_partitions.Select(partition => new TopicPartitionOffset(partition, 0)));
        _reader = new Thread(() => Read(consumer)) { Name = "KafkaBasedLog Work Thread - " + settings.Topic, IsBackground = true };
        _reader.Start();
        ReadToEndAsync(FirstReadBackOff, FirstReadTimeout, cancellationToken).GetAwaiter().GetResult();
        LogStarted(logger, settings.Topic);
    }

    /// <summary>Sends what was given to send, ends the thread and closes the clients. Pending waits are cancelled.</summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _reader?.Join();
        _admin?.Dispose();
        if (_producer is { } producer && producer != settings.Producer)
        {
            producer.Flush(TimeSpan.FromSeconds(10));
        }

        lock (_gate)
        {
            // Nobody is in the producer while it is disposed, and nobody gets there afterwards.
            if (_producer != settings.Producer)
            {
                _producer?.Dispose();
            }

            _producer = null;
            _waiting.ForEach(entry => entry.Reached.TrySetCanceled());
            _waiting.Clear();
            var closed = new Error(ErrorCode.Local_Destroy, "The log of topic " + settings.Topic + " was closed before Kafka answered.");
            foreach (var send in _sends)
            {
                send.TrySetException(new ProduceException<byte[]?, byte[]?>(closed, new DeliveryResult<byte[]?, byte[]?>()));
            }
        }

        LogStopped(logger, settings.Topic);
    }

    /// <summary>
    /// Ends when everything that was in the topic at the time of the call has gone through <c>onRecord</c>, own writes included. Broker
    /// failures are waited out.
    /// </summary>
    public Task ReadToEndAsync(CancellationToken cancellationToken) =>
        ReadToEndAsync(TimeSpan.FromMilliseconds(100), System.Threading.Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Writes a record; ends when the broker has it on all in-sync replicas. A failure is a Confluent ProduceException.</summary>
    public async Task<DeliveryReport<byte[]?, byte[]?>> SendAsync(byte[] key, byte[]? value)
    {
        var delivered = new TaskCompletionSource<DeliveryReport<byte[]?, byte[]?>>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            while (!TryProduce(new Message<byte[]?, byte[]?> { Key = key, Value = value }, delivered))
            {
                await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
            }

            var result = await delivered.Task.ConfigureAwait(false);
            return result.Error.IsError ? throw new ProduceException<byte[]?, byte[]?>(result.Error, result) : result;
        }
        finally
        {
            lock (_gate)
            {
                _sends.Remove(delivered);
            }
        }
    }

    /// <summary>Ends when what was sent before has been answered, well or not.</summary>
    public Task SettleAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_sends.Select(static send => send.Task.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
        }
    }

    // False while the producer's queue is full.
    private bool TryProduce(Message<byte[]?, byte[]?> message, TaskCompletionSource<DeliveryReport<byte[]?, byte[]?>> delivered)
    {
        lock (_gate)
        {
            var producer = _producer ?? throw new InvalidOperationException("The log of topic " + settings.Topic + " is not running.");
            _sends.Add(delivered);
            try
            {
                producer.Produce(settings.Topic, message, report => delivered.TrySetResult(report));
                return true;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull && !_stopping)
            {
                return false;
            }
        }
    }

    private async Task PrepareTopicAsync(TopicAdmin admin, CancellationToken cancellationToken)
    {
        var specification = new TopicSpecification
        {
            Name = settings.Topic,
            NumPartitions = settings.Partitions ?? -1,
            ReplicationFactor = settings.ReplicationFactor ?? -1,
            Configs = new Dictionary<string, string>(settings.TopicConfigs) { ["cleanup.policy"] = "compact" },
        };
        var result = await admin.CreateWithRetryAsync(
            specification, Milliseconds("default.api.timeout.ms", 60000), Milliseconds("retry.backoff.ms", 100), time, cancellationToken)
            .ConfigureAwait(false);
        if (!result.Created.Contains(settings.Topic))
        {
            await admin.RequireCompactedAsync(settings.Topic, settings.ConfigKey, settings.Purpose, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<TopicPartition>> FindPartitionsAsync(TopicAdmin admin, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            var described = await admin.DescribeAsync([settings.Topic], cancellationToken).ConfigureAwait(false);
            if (described.TryGetValue(settings.Topic, out var description) && description.Partitions.Count > 0)
            {
                return [.. description.Partitions.Select(info => info.Partition).Order()
                    .Select(partition => new TopicPartition(settings.Topic, partition))];
            }

            if (time.GetElapsedTime(start) > MetadataTimeout)
            {
                throw new ConnectException(
                    "Could not look up partition metadata for topic '" + settings.Topic + "' in the allotted period. This could indicate a "
                    + "connectivity issue, unavailable topic partitions, or if this is your first use of the topic it may have taken too "
                    + "long to create.");
            }

            // Where creating is forbidden, asking may create.
            admin.Touch(settings.Topic);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromMilliseconds(Math.Min(pause.TotalMilliseconds * 2, 2000));
        }
    }

    private async Task ReadToEndAsync(TimeSpan backOff, TimeSpan timeout, CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var ends = await FindEndsAsync(backOff, timeout, cancellationToken).ConfigureAwait(false);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (IsReached(ends))
            {
                return;
            }

            _waiting.Add((ends, reached));
        }

        await reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<long[]> FindEndsAsync(TimeSpan backOff, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(100, backOff.TotalMilliseconds));
        for (var start = time.GetTimestamp(); ;)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            var asked = time.GetTimestamp();
            try
            {
                var found = await _admin!.EndOffsetsAsync([.. _partitions], _patience, cancellationToken).ConfigureAwait(false);
                _patience = ShortestPatience;
                return [.. _partitions.Select(partition => found.GetValueOrDefault(partition))];
            }
            catch (RetriableException e)
                when (timeout == System.Threading.Timeout.InfiniteTimeSpan || time.GetElapsedTime(start) < timeout)
            {
                LogReadRetry(logger, settings.Topic, e.Message);
            }
            catch (OperationCanceledException) when (!_stopping)
            {
                _ = RenewLeadersAsync();
                throw;
            }

            // A slow leader is given more time than a dead one would need; who refuses at once is not slow.
            if (time.GetElapsedTime(asked) >= _patience)
            {
                _patience = _patience * 2 < LongestPatience ? _patience * 2 : LongestPatience;
            }

            await RenewLeadersAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < backOff ? pause * 2 : backOff;
        }
    }

    // The client goes on asking the leader it knows, in the epoch it knows, until its metadata is renewed: minutes by itself.
    private Task RenewLeadersAsync() => Task.Run(() =>
    {
        if (Interlocked.Exchange(ref _renewing, 1) == 0)
        {
            try
            {
                _admin!.Touch(settings.Topic);
            }
            catch (ObjectDisposedException)
            {
                // The log was closed meanwhile.
            }
            finally
            {
                Volatile.Write(ref _renewing, 0);
            }
        }
    });

    private void Read(IConsumer<byte[]?, byte[]?> consumer)
    {
        while (!_stopping)
        {
            try
            {
                if (consumer.Consume(100) is not { } result)
                {
                    continue;
                }

                // The end of a partition is told with the offset after its control records; a position of records never gets there.
                if (!result.IsPartitionEOF)
                {
                    onRecord(result);
                }

                Advance(result.Partition.Value, result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1);
            }
            catch (ConsumeException e)
            {
                LogPollError(logger, settings.Topic, e.Error.Reason);
            }
            catch (Exception e)
            {
                LogRecordError(logger, e, settings.Topic);
            }
        }

        consumer.Close();
        consumer.Dispose();
    }

    private void Advance(int partition, long position)
    {
        lock (_gate)
        {
            _positions[partition] = Math.Max(_positions[partition], position);
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (IsReached(_waiting[i].Ends))
                {
                    _waiting[i].Reached.TrySetResult();
                    _waiting.RemoveAt(i);
                }
            }
        }
    }

    private bool IsReached(long[] ends)
    {
        for (var i = 0; i < ends.Length; i++)
        {
            if (_positions[i] < ends[i])
            {
                return false;
            }
        }

        return true;
    }

    private Dictionary<string, string?> ProducerProperties()
    {
        var properties = new Dictionary<string, string?>(settings.ProducerProperties)
        {
            ["acks"] = "all",
            ["max.in.flight.requests.per.connection"] = "1",
            ["dotnet.producer.delivery.report.fields"] = "none",
        };
        properties.TryAdd("batch.size", JavaBatchSize);
        return properties;
    }

    private Dictionary<string, string?> ConsumerProperties() => new(settings.ConsumerProperties)
    {
        ["auto.offset.reset"] = "earliest",
        ["enable.auto.commit"] = "false",
        ["enable.partition.eof"] = "true",

        // A broker holds a fetch of empty partitions for this time, and the partitions that hold records wait with them at the start.
        ["fetch.max.wait.ms"] = "100",
    };

    private TimeSpan Milliseconds(string key, double fallback) =>
        TimeSpan.FromMilliseconds(double.TryParse(settings.AdminProperties.GetValueOrDefault(key), out var value) ? value : fallback);

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting KafkaBasedLog with topic {Topic}")]
    private static partial void LogStarting(ILogger log, string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "Started KafkaBasedLog for topic {Topic}")]
    private static partial void LogStarted(ILogger log, string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped KafkaBasedLog for topic {Topic}")]
    private static partial void LogStopped(ILogger log, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retriable error while reading log to end for topic '{Topic}'. Retrying automatically. Reason: {Reason}")]
    private static partial void LogReadRetry(ILogger log, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Error polling topic {Topic}: {Reason}")]
    private static partial void LogPollError(ILogger log, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A record of topic {Topic} could not be taken in")]
    private static partial void LogRecordError(ILogger log, Exception error, string topic);
}
