using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.UnitTests.Sdk.Testing;

/// <summary>A source with no more than a connector must have.</summary>
public sealed class CountingSource : SourceConnector
{
    public override ConfigDef Config { get; } = new ConfigDef()
        .Define("topic", ConfigType.String, Importance.High, "Topic")
        .Define("step", ConfigType.Int, 1, Importance.Low, "Step", ConfigValidator.AtLeast(1));

    public override Type TaskClass => typeof(CountingSourceTask);
}

/// <summary>One record a poll: 1, 2, 3 …; with step 1000 no poll ends.</summary>
public sealed class CountingSourceTask : SourceTask
{
    private static readonly Dictionary<string, object?> Partition = new() { ["a"] = 1, ["b"] = "x" };
    private int _step;
    private long _last;
    private string _topic = "";

    public List<RecordMetadata?> Delivered { get; } = [];

    public int Commits { get; private set; }

    public bool AsksForCommit { get; set; }

    public long? Advance { get; set; }

    public object? OffsetExtra { get; set; }

    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _topic = config["topic"]!;
        _step = int.Parse(config.GetValueOrDefault("step") ?? "1");
        var stored = (await Context.Offsets.GetAsync([new Dictionary<string, object?> { ["b"] = "x", ["a"] = 1L }], cancellationToken))[0];
        _last = stored is null ? 0 : (long)stored["last"]!;
    }

    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        if (_step == 1000)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Advance is { } advance)
        {
            Context.AdvanceOffset(Partition, Offset(advance));
            return null;
        }

        if (AsksForCommit)
        {
            Context.RequestCommit();
        }

        _last += _step;
        return [new SourceRecord { Topic = _topic, Value = _last, SourcePartition = Partition, SourceOffset = Offset((int)_last) }];
    }

    public override ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Commits++;
        return ValueTask.CompletedTask;
    }

    public override void RecordCommitted(SourceRecord record, RecordMetadata? metadata) => Delivered.Add(metadata);

    private Dictionary<string, object?> Offset(object last) =>
        OffsetExtra is null ? new() { ["last"] = last } : new() { ["last"] = last, ["extra"] = OffsetExtra };
}

/// <summary>A sink with no more than a connector must have.</summary>
public sealed class KeepingSink : SinkConnector
{
    public override ConfigDef Config { get; } = new();

    public override Type TaskClass => typeof(KeepingSinkTask);
}

/// <summary>Keeps what it gets, with what the test wants it to do wrong.</summary>
public sealed class KeepingSinkTask : SinkTask
{
    public List<string> Calls { get; } = [];

    public Exception? PutError { get; set; }

    public Exception? PreCommitError { get; set; }

    public Func<IReadOnlyDictionary<TopicPartition, long>, IReadOnlyDictionary<TopicPartition, long>> Safe { get; set; } = offsets => offsets;

    public Action<ISinkTaskContext>? InPut { get; set; }

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override async ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        Calls.Add("put " + string.Join(',', records.Select(record => record.Value)));
        InPut?.Invoke(Context);
        if (PutError is { } error)
        {
            PutError = null;
            throw error;
        }

        foreach (var record in records.Where(record => record.Value is "bad"))
        {
            try
            {
                await Context.ErrantRecords!.ReportAsync(record, new DataException("bad"));
            }
            catch (ConnectException)
            {
                // As a careless task does.
            }
        }
    }

    public override ValueTask<IReadOnlyDictionary<TopicPartition, long>> PreCommitAsync(
        IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken)
    {
        Calls.Add("preCommit " + string.Join(',', offsets.Select(entry => $"{entry.Key}@{entry.Value}")));
        return PreCommitError is { } error ? throw error : ValueTask.FromResult(Safe(offsets));
    }

    public override ValueTask OpenAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        Calls.Add("open " + string.Join(',', partitions));
        return ValueTask.CompletedTask;
    }

    public override ValueTask CloseAsync(IReadOnlyCollection<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        Calls.Add("close " + string.Join(',', partitions));
        return ValueTask.CompletedTask;
    }

    public override ValueTask StopAsync()
    {
        Calls.Add("stop");
        return ValueTask.CompletedTask;
    }
}
