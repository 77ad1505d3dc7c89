using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ConnectNet.Connectors.BigQuery;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Simulators.BigQuery;
using Microsoft.Extensions.Logging;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>
/// Runs the real sink task against a stand-in, in the worker's place: gives it a context, records with rising offsets, and commits.
/// </summary>
internal sealed class SinkHarness : IAsyncDisposable, ISinkTaskContext, ILogger
{
    public const string Topic = "ads";
    private readonly BigQuerySinkTask _task;
    private readonly Meter _meter = new("test");
    private readonly Dictionary<string, string?> _config;
    private readonly Dictionary<TopicPartition, long> _next = [];

    private SinkHarness(BigQueryStandIn standIn, IReadOnlyDictionary<string, string?>? config, bool reporter, TimeProvider? time)
    {
        _task = new BigQuerySinkTask(time ?? TimeProvider.System);
        StandIn = standIn;
        _config = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["project"] = standIn.Project,
            ["defaultDataset"] = "marketing",
            ["keySource"] = "JSON",
            ["keyfile"] = standIn.KeyFile,
            ["bigquery.rest.endpoint"] = standIn.RestEndpoint,
            ["bigquery.storage.endpoint"] = standIn.GrpcEndpoint,
            ["bigQueryRetryWait"] = "10",
            ["bigQueryPartitionDecorator"] = "false",
            ["ackWaitMs"] = "20000",
        };
        foreach (var (key, value) in config ?? new Dictionary<string, string?>())
        {
            _config[key] = value;
        }

        _config.Where(entry => entry.Value is null).ToList().ForEach(entry => _config.Remove(entry.Key));
        ErrantRecords = reporter ? new Reporter(Reported) : null;
        _task.Initialize(this);
    }

    public BigQueryStandIn StandIn { get; }

    public List<(SinkRecord Record, Exception Error)> Reported { get; } = [];

    /// <summary>Every line the sink has logged.</summary>
    public ConcurrentQueue<string> Logged { get; } = new();

    public IReadOnlyDictionary<string, string?> Config => _config;

    public ILogger Logger => this;

    public Meter Meter => _meter;

    public IReadOnlySet<TopicPartition> Assignment => _next.Keys.ToHashSet();

    public IErrantRecordReporter? ErrantRecords { get; }

    public static async Task<SinkHarness> StartAsync(
        IReadOnlyDictionary<string, string?>? config = null, BigQueryStandInOptions? options = null, bool reporter = false, bool tls = false,
        TimeProvider? time = null)
    {
        var standIn = await BigQueryStandIn.StartAsync((options ?? new BigQueryStandInOptions()) with { RequireToken = true });
        var secure = tls ? new Dictionary<string, string?>
        {
            ["bigquery.rest.endpoint"] = standIn.TlsEndpoint,
            ["bigquery.storage.endpoint"] = standIn.TlsEndpoint,
            ["bigquery.ca.file"] = standIn.CertificateFile,
        } : [];
        var harness = new SinkHarness(standIn, (config ?? new Dictionary<string, string?>()).Concat(secure).ToDictionary(), reporter, time);
        await harness.BeginAsync();
        return harness;
    }

    public ValueTask BeginAsync() => _task.StartAsync(_config, CancellationToken.None);

    /// <summary>A record of the next offset of its partition.</summary>
    public SinkRecord Record(object? value, Schema? schema = null, object? key = null, Schema? keySchema = null, int partition = 0, string topic = Topic)
    {
        var place = new TopicPartition(topic, partition);
        var offset = _next.GetValueOrDefault(place);
        _next[place] = offset + 1;
        return new SinkRecord
        {
            Topic = topic,
            Partition = partition,
            OriginalTopic = topic,
            OriginalPartition = partition,
            Offset = offset,
            Key = key,
            KeySchema = keySchema ?? (key as Struct)?.Schema,
            Value = value,
            ValueSchema = schema ?? (value as Struct)?.Schema,
            Timestamp = 1_769_817_600_000,
            TimestampType = TimestampType.CreateTime,
        };
    }

    /// <summary>The offset after the last record made for a partition.</summary>
    public long NextOffset(TopicPartition partition) => _next[partition];

    public ValueTask PutAsync(params SinkRecord[] records) => _task.PutAsync(records, CancellationToken.None);

    /// <summary>Pre-commits the offsets after everything made so far and returns what may be committed.</summary>
    public ValueTask<IReadOnlyDictionary<TopicPartition, long>> CommitAsync() => _task.PreCommitAsync(_next, CancellationToken.None);

    /// <summary>Puts, waits for the acknowledgements, and checks that everything may be committed.</summary>
    public async Task WriteAsync(params SinkRecord[] records)
    {
        await PutAsync(records);
        Assert.Equal(_next.OrderBy(entry => entry.Key.ToString()), (await CommitAsync()).OrderBy(entry => entry.Key.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await _task.StopAsync();
        await StandIn.DisposeAsync();
        _meter.Dispose();
    }

    public void Rewind(TopicPartition partition, long offset) => throw new NotSupportedException();

    public void RetryAfter(TimeSpan delay) => throw new NotSupportedException();

    public void Pause(IEnumerable<TopicPartition> partitions) => throw new NotSupportedException();

    public void Resume(IEnumerable<TopicPartition> partitions) => throw new NotSupportedException();

    public void RequestCommit() => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Logged.Enqueue(formatter(state, exception) + exception);

    private sealed class Reporter(List<(SinkRecord Record, Exception Error)> reported) : IErrantRecordReporter
    {
        public Task ReportAsync(SinkRecord record, Exception error)
        {
            reported.Add((record, error));
            return Task.CompletedTask;
        }
    }
}
