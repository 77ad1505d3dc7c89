using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>
/// Where a task says where its transactions end. Any thread of the plug-in asks; the task's thread takes the wishes. A record is known by
/// its instance. A contradiction fails the task when it is found, not the plug-in that might hide it.
/// </summary>
internal sealed class TransactionContext : ITransactionContext
{
    private readonly Lock _gate = new();
    private readonly HashSet<SourceRecord> _commits = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<SourceRecord> _aborts = new(ReferenceEqualityComparer.Instance);
    private bool _commitBatch;
    private bool _abortBatch;

    public void CommitTransaction()
    {
        lock (_gate)
        {
            _commitBatch = true;
        }
    }

    public void CommitTransaction(SourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
        {
            _commits.Add(record);
        }
    }

    public void AbortTransaction()
    {
        lock (_gate)
        {
            _abortBatch = true;
        }
    }

    public void AbortTransaction(SourceRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
        {
            _aborts.Add(record);
        }
    }

    /// <summary>Takes the wish about the batch.</summary>
    public TransactionAction TakeBatch()
    {
        lock (_gate)
        {
            if (_commitBatch && _abortBatch)
            {
                throw new ContradictionException("Connector requested both commit and abort of same transaction");
            }

            var action = _abortBatch ? TransactionAction.Abort : _commitBatch ? TransactionAction.Commit : TransactionAction.GoOn;
            (_commitBatch, _abortBatch) = (false, false);
            return action;
        }
    }

    /// <summary>Takes the wish about a record.</summary>
    public TransactionAction Take(SourceRecord record)
    {
        lock (_gate)
        {
            var (commit, abort) = (_commits.Remove(record), _aborts.Remove(record));
            if (commit && abort)
            {
                throw new ContradictionException(
                    $"Connector requested both commit and abort of same record against topic/partition {record.Topic}/{record.Partition?.ToString() ?? "null"}");
            }

            return abort ? TransactionAction.Abort : commit ? TransactionAction.Commit : TransactionAction.GoOn;
        }
    }

    [ConnectName("java.lang.IllegalStateException")]
    private sealed class ContradictionException(string message) : KafkaException(message);
}
