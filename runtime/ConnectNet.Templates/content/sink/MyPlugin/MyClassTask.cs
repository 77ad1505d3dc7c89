using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace MyPlugin;

/// <summary>Appends the text of each record to a file, one line each.</summary>
public sealed class MyClassTask : SinkTask
{
    private StreamWriter? _file;

    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _file = new StreamWriter(MyClassConfig.Parse(config).Path, append: true);
        return ValueTask.CompletedTask;
    }

    public override async ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            if (record.Value is string text)
            {
                await _file!.WriteLineAsync(text.AsMemory(), cancellationToken);
            }
            else
            {
                await RefuseAsync(record);
            }
        }
    }

    // Called before offsets are committed: what was put must be safe when this returns.
    public override async ValueTask FlushAsync(IReadOnlyDictionary<TopicPartition, long> offsets, CancellationToken cancellationToken) =>
        await _file!.FlushAsync(cancellationToken);

    public override async ValueTask StopAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
    }

    // One bad record is that record's error: the operator decides whether it goes to a dead-letter queue or fails the task.
    private Task RefuseAsync(SinkRecord record)
    {
        var error = new DataException($"The value at {record.OriginalTopicPartition}, offset {record.Offset} is no text.");
        return Context.ErrantRecords is { } reporter ? reporter.ReportAsync(record, error) : throw error;
    }
}
