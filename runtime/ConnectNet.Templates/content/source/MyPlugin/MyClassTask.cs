using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace MyPlugin;

/// <summary>Counts: one record with the next number in every interval. After a restart it goes on where it has stopped.</summary>
public sealed class MyClassTask : SourceTask
{
    // Which part of the source a record is from. A connector that reads several files would name the file here.
    private static readonly Dictionary<string, object?> Partition = new() { ["counter"] = "main" };

    private MyClassConfig _config = null!;
    private long _last;

    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = MyClassConfig.Parse(config);
        var stored = (await Context.Offsets.GetAsync([Partition], cancellationToken))[0];
        _last = stored is null ? 0 : (long)stored["last"]!;
    }

    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_config.Interval, cancellationToken);
        _last++;
        return
        [
            new SourceRecord
            {
                Topic = _config.Topic,
                ValueSchema = Schema.String,
                Value = $"number {_last}",
                SourcePartition = Partition,
                SourceOffset = new Dictionary<string, object?> { ["last"] = _last },
            },
        ];
    }
}
