using BenchmarkDotNet.Attributes;
using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Tasks;

namespace ConnectNet.Benchmarks.Micro;

/// <summary>What the worker does around a record: the error handler, the queue of submitted records; and the BigQuery sink's row.</summary>
public class PathBenchmarks : IDisposable
{
    private static readonly Dictionary<string, object?> Partition = new() { ["filename"] = "input.txt" };
    private static readonly Dictionary<string, object?> Offset = new() { ["position"] = 1L };
    private readonly ConnectMetrics _metrics = new(TimeProvider.System);
    private readonly SubmittedRecords<SubmittedRecord> _submitted = new(static () => new SubmittedRecord()) { Limit = 5_000 };
    private readonly ProtoWriter _writer = new();
    private ErrorHandler _errors = null!;
    private RowPlan _plan = null!;

    [GlobalSetup]
    public void Configure()
    {
        _errors = new ErrorHandler(new ErrorSettings(0, 60_000, true), new ErrorMetrics(_metrics, "bench", 0), TimeProvider.System, CancellationToken.None);
        var config = new BigQuerySinkConfig(new Dictionary<string, string?> { ["project"] = "p", ["defaultDataset"] = "d", ["topics"] = "topic" });
        var columns = new RowShape(config).Columns(Samples.Row.Schema, null)!;
        _plan = new RowPlan(new RowFormat(columns, changes: false), Samples.Row.Schema, null, [], config);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _errors.Dispose();
        _metrics.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public bool TryRun() => _errors.TryRun(
        ErrorStage.Transformation, typeof(PathBenchmarks), Samples.Record, (Samples.Record, Partition), static state => state.Record, out _);

    [Benchmark]
    public void SubmitAndAcknowledge() => _submitted.Add(Partition, Offset).Ack();

    [Benchmark]
    public int BigQueryRow()
    {
        _writer.Clear();
        _plan.Write(_writer, Samples.Record, DateTimeOffset.UnixEpoch);
        return _writer.Length;
    }
}
