using System.Collections;
using System.Diagnostics;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>
/// Counts, until it finds a control file of a <see cref="Moments">moment</see>: then it takes the file away and ends the worker's process
/// with SIGKILL when that moment comes. The batch and the offset that it hands out do it while the worker reads them.
/// </summary>
[ConnectName("test.MortalSourceTask", "1")]
public sealed class MortalSourceTask : CountingSourceTask
{
    private static readonly TimeSpan OnTheWay = TimeSpan.FromSeconds(1);
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();

    /// <summary>
    /// In the order of a transaction: the task starts, polls, half of a batch has been sent, the offsets are being written, the transaction is
    /// committed and the task hears of its first record, and of the commit.
    /// </summary>
    public static IReadOnlyList<string> Moments { get; } = ["start", "poll", "batch", "offsets", "delivered", "committed"];

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        DieIf("start");
        return base.StartAsync(config, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        var records = await base.PollAsync(cancellationToken);
        DieIf("poll");
        return records is not { Count: > 1 } ? records
            : new MortalBatch([.. records.SkipLast(1), records[^1] with { SourceOffset = new MortalOffset(records[^1].SourceOffset!, this) }], this);
    }

    /// <inheritdoc/>
    public override void RecordCommitted(SourceRecord record, RecordMetadata? metadata) => DieIf("delivered");

    /// <inheritdoc/>
    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        DieIf("committed");
        return ValueTask.CompletedTask;
    }

    private void DieIf(string moment)
    {
        if (ControlFiles.TryTake(_config, "kill-" + moment))
        {
            // What the producer was given is in Kafka by then.
            Thread.Sleep(OnTheWay);
            using var self = Process.GetCurrentProcess();
            self.Kill();
            Thread.Sleep(Timeout.Infinite);
        }
    }

    private sealed class MortalBatch(IReadOnlyList<SourceRecord> records, MortalSourceTask task) : IReadOnlyList<SourceRecord>
    {
        public int Count => records.Count;

        public SourceRecord this[int index]
        {
            get
            {
                if (index == Count / 2)
                {
                    task.DieIf("batch");
                }
                return records[index];
            }
        }

        public IEnumerator<SourceRecord> GetEnumerator() => records.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class MortalOffset(IReadOnlyDictionary<string, object?> offset, MortalSourceTask task) : IReadOnlyDictionary<string, object?>
    {
        public int Count => offset.Count;

        public IEnumerable<string> Keys => offset.Keys;

        public IEnumerable<object?> Values => offset.Values;

        public object? this[string key] => offset[key];

        public bool ContainsKey(string key) => offset.ContainsKey(key);

        public bool TryGetValue(string key, out object? value) => offset.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            task.DieIf("offsets");
            return offset.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
