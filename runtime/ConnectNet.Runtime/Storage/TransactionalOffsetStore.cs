using Confluent.Kafka;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Offsets that are read through another store and written with a producer of the caller's, so that they become part of the caller's
/// transactions. The caller owns the producer and calls <see cref="SetAsync"/> within a transaction; everything is handed to the producer
/// when that call returns, and is durable when the transaction is committed. Starts and stops the other store only if it is given.
/// </summary>
/// <param name="reader">Reads the topic, committed records only.</param>
/// <param name="owned">Whether the reader is started and stopped with this store.</param>
/// <param name="producer">Writes.</param>
/// <param name="topic">The topic that the reader reads.</param>
internal sealed class TransactionalOffsetStore(OffsetStore reader, bool owned, IProducer<byte[]?, byte[]?> producer, string topic) : OffsetStore
{
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(5);

    public override void Start()
    {
        if (owned)
        {
            reader.Start();
        }
    }

    public override void Stop()
    {
        if (owned)
        {
            reader.Stop();
        }
    }

    public override Task<IReadOnlyDictionary<byte[], byte[]?>> GetAsync(
        IReadOnlyCollection<byte[]> keys, CancellationToken cancellationToken) => reader.GetAsync(keys, cancellationToken);

    public override Task SetAsync(IReadOnlyCollection<KeyValuePair<byte[], byte[]?>> values, CancellationToken cancellationToken) =>
        Task.WhenAll([.. values.Select(entry => Send(entry.Key, entry.Value, cancellationToken))]);

    public override IReadOnlyCollection<IReadOnlyDictionary<string, object?>> ConnectorPartitions(string connector) =>
        reader.ConnectorPartitions(connector);

    private Task Send(byte[] key, byte[]? value, CancellationToken cancellationToken)
    {
        var delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new Message<byte[]?, byte[]?> { Key = key, Value = value };
        while (true)
        {
            try
            {
                producer.Produce(topic, message, report => Complete(delivered, report));
                return delivered.Task;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                // Not awaited: the transaction must not be committed before the record is in it.
                cancellationToken.ThrowIfCancellationRequested();
                cancellationToken.WaitHandle.WaitOne(QueueFullPause);
            }
        }
    }

    private static void Complete(TaskCompletionSource delivered, DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
        {
            delivered.SetException(new ProduceException<byte[]?, byte[]?>(report.Error, report));
        }
        else
        {
            delivered.SetResult();
        }
    }
}
