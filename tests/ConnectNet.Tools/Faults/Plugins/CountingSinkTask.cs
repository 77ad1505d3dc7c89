using System.Globalization;
using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Tools.Faults.Plugins;

/// <summary>Notes the records of a put in its file before the put returns: see <see cref="TakenRecord"/>.</summary>
[ConnectName("test.CountingSinkTask", "1")]
public sealed class CountingSinkTask : SinkTask
{
    private readonly TimeProvider _time = TimeProvider.System;
    private IReadOnlyDictionary<string, string?> _config = new Dictionary<string, string?>();
    private string? _file;

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = config;
        ControlFiles.FailIf(config, "fail-task");
        _file = Path.Combine(config["directory"]!, $"{Environment.ProcessId}-{Guid.NewGuid():N}.taken");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        ControlFiles.FailIf(_config, "fail-task");
        if (records.Count == 0)
        {
            return;
        }
        if (ControlFiles.Exists(_config, "slow-put"))
        {
            await Task.Delay(int.Parse(_config["slow.ms"]!, CultureInfo.InvariantCulture), CancellationToken.None);
        }
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var lines = new StringBuilder();
        foreach (var record in records)
        {
            lines.Append(new TakenRecord(record.OriginalPartition, record.Offset, (string)record.Key!, now).Line).Append('\n');
        }
        await File.AppendAllTextAsync(_file!, lines.ToString(), cancellationToken);
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync() => ValueTask.CompletedTask;
}
