using System.Diagnostics.Metrics;
using System.Text.Json;
using ConnectNet.Sdk.Connectors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Connectors.Http.Auth;

/// <summary>What a worker offers to a task, committing when the test says so. The topic holds JSON by JSON, and outlives the task.</summary>
internal sealed class CommittingContext(Dictionary<string, string> topic) : ISourceTaskContext, IOffsetReader
{
    private readonly List<(string Partition, string Offset)> _advanced = [];

    public int CommitRequests { get; private set; }

    public IReadOnlyDictionary<string, string?> Config => new Dictionary<string, string?>();

    public ILogger Logger => NullLogger.Instance;

    public Meter Meter => throw new NotSupportedException();

    public IOffsetReader Offsets => this;

    public ITransactionContext? Transactions => null;

    public void AdvanceOffset(IReadOnlyDictionary<string, object?> sourcePartition, IReadOnlyDictionary<string, object?> sourceOffset) =>
        _advanced.Add((JsonSerializer.Serialize(sourcePartition), JsonSerializer.Serialize(sourceOffset)));

    public void RequestCommit() => CommitRequests++;

    public void Commit()
    {
        _advanced.ForEach(entry => topic[entry.Partition] = entry.Offset);
        _advanced.Clear();
    }

    public ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, object?>?>>([.. partitions.Select(Find)]);

    private Dictionary<string, object?>? Find(IReadOnlyDictionary<string, object?> partition) =>
        topic.TryGetValue(JsonSerializer.Serialize(partition), out var offset)
            ? JsonDocument.Parse(offset).RootElement.EnumerateObject().ToDictionary(
                member => member.Name, member => member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetInt64() : (object?)member.Value.GetString())
            : null;
}
