using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a source task is offered. May be used by any thread of the plug-in.</summary>
internal sealed class SourceTaskContext : ISourceTaskContext
{
    private readonly ConcurrentQueue<(IReadOnlyDictionary<string, object?> Partition, IReadOnlyDictionary<string, object?> Offset)> _advances = new();

    private int _commitRequested;

    public required Func<IReadOnlyDictionary<string, string?>> CurrentConfig { get; init; }

    public IReadOnlyDictionary<string, string?> Config => CurrentConfig();

    public required ILogger Logger { get; init; }

    public required Meter Meter { get; init; }

    public required IOffsetReader Offsets { get; init; }

    public ITransactionContext? Transactions { get; init; }

    public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset)
    {
        ArgumentNullException.ThrowIfNull(sourcePartition);
        ArgumentNullException.ThrowIfNull(sourceOffset);
        _advances.Enqueue((sourcePartition, sourceOffset));
    }

    public void RequestCommit() => Interlocked.Exchange(ref _commitRequested, 1);

    /// <summary>Whether the task has asked for a commit since the last call.</summary>
    public bool TakeCommitRequest() => Interlocked.Exchange(ref _commitRequested, 0) == 1;

    /// <summary>Takes what the task has advanced since the last call.</summary>
    public bool TryTakeAdvance(out IReadOnlyDictionary<string, object?> partition, out IReadOnlyDictionary<string, object?> offset)
    {
        var taken = _advances.TryDequeue(out var advance);
        (partition, offset) = advance;
        return taken;
    }
}
