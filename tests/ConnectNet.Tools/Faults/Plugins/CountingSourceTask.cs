using System.Globalization;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>Counts. A record says the number, who made it and when: see <see cref="CountedRecord"/>.</summary>
[ConnectName("test.CountingSourceTask", "1")]
public class CountingSourceTask : SourceTask
{
    private const string OffsetKey = "n";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private readonly string _instance = Guid.NewGuid().ToString("N")[..8];
    private readonly TimeProvider _time = TimeProvider.System;
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();
    private Dictionary<string, object?> _partition = [];
    private (long Number, int Bytes) _big;
    private long _next;
    private double _due;

    /// <inheritdoc/>
    public override async ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        ControlFiles.FailIf(config, "fail-task");
        _big = (Number("big.at", -1), (int)Number("big.bytes", 0));
        _partition = new Dictionary<string, object?> { ["task"] = config["task"] };
        var committed = await Context.Offsets.GetAsync([_partition], cancellationToken);
        _next = committed[0]?.GetValueOrDefault(OffsetKey) is long number ? number + 1 : 0;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        // A thousand slow tasks must not wake a machine twenty thousand times a second.
        var rate = Number("rate", 20);
        var pause = Math.Max(Tick.TotalSeconds, 1.0 / rate);
        await Task.Delay(TimeSpan.FromSeconds(pause), cancellationToken);
        ControlFiles.FailIf(_config, "fail-task");
        _due += rate * pause;
        var records = new List<SourceRecord>();
        for (; _due >= 1; _due--)
        {
            records.Add(Record(_next++));
        }
        return records;
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync() => ValueTask.CompletedTask;

    private SourceRecord Record(long number)
    {
        var counted = new CountedRecord(_config["task"]!, number, Environment.ProcessId, _instance, _time.GetUtcNow().ToUnixTimeMilliseconds());
        return new SourceRecord
        {
            SourcePartition = _partition,
            SourceOffset = new Dictionary<string, object?> { [OffsetKey] = number },
            Topic = _config["topic"]!,
            KeySchema = Schema.String,
            Key = counted.Task,
            ValueSchema = Schema.String,
            Value = counted.Value + (number == _big.Number ? new string('.', _big.Bytes) : ""),
        };
    }

    private long Number(string key, long otherwise) =>
        _config.GetValueOrDefault(key) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
