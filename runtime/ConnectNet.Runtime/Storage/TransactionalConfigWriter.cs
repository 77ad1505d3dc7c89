using System.Diagnostics;
using Confluent.Kafka;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Writes the leader's records to the config topic in transactions, so that a worker which still takes itself for the leader cannot write
/// any more. Used by the herder's thread.
/// </summary>
internal sealed partial class TransactionalConfigWriter(KafkaClients clients, DistributedConfig config, ILogger logger)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    // The client's calls cannot be ended from outside, but taken up again.
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    private IProducer<byte[]?, byte[]?>? _producer;

    /// <summary>Shuts out older leaders. Does nothing while privileges are held.</summary>
    public void Claim(CancellationToken giveUp)
    {
        if (_producer is not null)
        {
            return;
        }

        try
        {
            _producer = clients.CreateProducer(Properties());
            Await(_producer.InitTransactions, giveUp);
        }
        catch (Exception e)
        {
            Relinquish();
            throw new ConnectException("Failed to create and initialize fencable producer for config topic", e);
        }
    }

    /// <summary>Writes records in one transaction.</summary>
    public void Write(IReadOnlyList<(string Key, byte[]? Value)> records, CancellationToken giveUp)
    {
        if (_producer is not { } producer)
        {
            throw new InvalidOperationException("Cannot produce to config topic without claiming write privileges first");
        }

        try
        {
            producer.BeginTransaction();
            foreach (var (key, value) in records)
            {
                producer.Produce(
                    config.RequiredText(DistributedKeys.ConfigTopic),
                    new Message<byte[]?, byte[]?> { Key = ConfigRecords.Key(key), Value = value });
            }

            Await(producer.CommitTransaction, giveUp);
        }
        catch (Exception e)
        {
            LogFailed(logger, e);
            Relinquish();
            throw new PrivilegedWriteException("Failed to perform fencable send to config topic", e);
        }
    }

    public void Relinquish()
    {
        _producer?.Dispose();
        _producer = null;
    }

    private static void Await(Action<TimeSpan> call, CancellationToken giveUp)
    {
        for (var started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                call(Slice);
                return;
            }
            catch (KafkaRetriableException) when (Stopwatch.GetElapsedTime(started) < Timeout && !giveUp.IsCancellationRequested)
            {
            }
        }
    }

    private Dictionary<string, string?> Properties() => new(InternalTopics.Configs(config).ProducerProperties)
    {
        ["client.id"] = config.ClientIdBase + "configs-leader",
        ["acks"] = "all",
        ["max.in.flight.requests.per.connection"] = "5",
        ["enable.idempotence"] = "true",
        ["transactional.id"] = "connect-cluster-" + config.GroupId,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to perform fencable send to config topic")]
    private static partial void LogFailed(ILogger log, Exception error);
}
