using System.Collections.Concurrent;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>
/// What a test makes of the probe connectors: what they do, and what was done to them. A connector finds its probe through its key
/// <c>probe</c>.
/// </summary>
internal sealed class Probe : IDisposable
{
    private static readonly ConcurrentDictionary<string, Probe> All = new();

    private readonly string _id = Guid.NewGuid().ToString("N");

    public Probe()
    {
        All[_id] = this;
    }

    public string Id => _id;

    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<SourceTask, ISourceTaskContext, CancellationToken, ValueTask<IReadOnlyList<SourceRecord>?>> Poll { get; set; } =
        async static (_, _, ct) =>
        {
            await Task.Delay(20, ct);
            return null;
        };

    public Action<SourceRecord, RecordMetadata?> RecordCommitted { get; set; } = static (_, _) => { };

    public Func<ISinkTaskContext, IReadOnlyList<SinkRecord>, ValueTask> Put { get; set; } = static (_, _) => ValueTask.CompletedTask;

    public Func<IReadOnlyDictionary<TopicPartition, long>, IReadOnlyDictionary<TopicPartition, long>> PreCommit { get; set; } = static o => o;

    public Action<ISinkTaskContext, IReadOnlyCollection<TopicPartition>> Open { get; set; } = static (_, _) => { };

    public Func<CancellationToken, ValueTask> Start { get; set; } = static _ => ValueTask.CompletedTask;

    public Func<ValueTask> Stop { get; set; } = static () => ValueTask.CompletedTask;

    public Func<int, IReadOnlyList<IReadOnlyDictionary<string, string?>>>? TaskConfigs { get; set; }

    /// <summary>Every batch that was put without failing, empty ones left out.</summary>
    public ConcurrentQueue<IReadOnlyList<SinkRecord>> Taken { get; } = new();

    public static Probe Of(IReadOnlyDictionary<string, string?> config) => All[config["probe"]!];

    /// <summary>Hands out these batches, one a poll, then nothing.</summary>
    public void PollBatches(params IReadOnlyList<SourceRecord>[] batches)
    {
        var left = new ConcurrentQueue<IReadOnlyList<SourceRecord>>(batches);
        Poll = async (_, _, ct) =>
        {
            if (left.TryDequeue(out var batch))
            {
                return batch;
            }

            await Task.Delay(20, ct);
            return null;
        };
    }

    public void Dispose() => All.TryRemove(_id, out _);
}
