using Confluent.Kafka;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What became of a record in the pipeline.</summary>
internal enum PipelineResult
{
    /// <summary>It came through.</summary>
    Produced,

    /// <summary>A transformation dropped it.</summary>
    Filtered,

    /// <summary>It failed, was reported, and errors are tolerated.</summary>
    Failed,
}

/// <summary>A record on its way to Kafka.</summary>
internal readonly record struct OutgoingRecord(
    string Topic, int? Partition, byte[]? Key, byte[]? Value, RawHeaders? Headers, long? Timestamp);

/// <summary>
/// Between Connect's records and Kafka's bytes: transformations and converters, each under the error handler. One per task, used on its
/// thread; owns transformations and converters. Errors are thrown only where the task is to fail.
/// </summary>
internal sealed class RecordPipeline : IDisposable
{
    private readonly TaskConverters _converters;
    private readonly IReadOnlyList<TransformStage> _transforms;
    private readonly ErrorHandler _errors;
    private readonly Type _keyType;
    private readonly Type _valueType;
    private readonly Type _headerType;
    private RawHeaders _noHeaders = new();

    public RecordPipeline(TaskConverters converters, IReadOnlyList<TransformStage> transforms, ErrorHandler errors)
    {
        _converters = converters;
        _transforms = transforms;
        _errors = errors;
        _keyType = converters.Key.GetType();
        _valueType = converters.Value.GetType();
        _headerType = converters.Header.GetType();
    }

    public TaskConverters Converters => _converters;

    /// <summary>Transforms and writes a source's record.</summary>
    public PipelineResult ToKafka(SourceRecord polled, out OutgoingRecord message)
    {
        message = default;
        var result = Transform(polled, polled, out var transformed);
        if (result != PipelineResult.Produced)
        {
            return result;
        }

        var record = (SourceRecord)transformed!;
        var headers = _noHeaders;
        if (record.Headers.Count > 0 && !_errors.TryRun(
            ErrorStage.HeaderConverter, _headerType, polled, (_converters.Header, record), static s => Write(s.Header, s.record), out headers!))
        {
            return PipelineResult.Failed;
        }

        if (!_errors.TryRun(
            ErrorStage.KeyConverter,
            _keyType,
            polled,
            (_converters.Key, record, headers),
            static s => s.Key.FromConnect(s.record.Topic, s.headers, s.record.KeySchema, s.record.Key),
            out var key))
        {
            return PipelineResult.Failed;
        }

        if (!_errors.TryRun(
            ErrorStage.ValueConverter,
            _valueType,
            polled,
            (_converters.Value, record, headers),
            static s => s.Value.FromConnect(s.record.Topic, s.headers, s.record.ValueSchema, s.record.Value),
            out var value))
        {
            return PipelineResult.Failed;
        }

        message = new OutgoingRecord(record.Topic, record.Partition, key, value, TakeHeaders(headers), Checked(record.Timestamp));
        return PipelineResult.Produced;
    }

    /// <summary>Reads and transforms a consumed record.</summary>
    public PipelineResult FromKafka(ConsumeResult<byte[]?, byte[]?> consumed, out SinkRecord record)
    {
        record = null!;
        var headers = Headers(consumed.Message.Headers);
        if (!_errors.TryRun(
            ErrorStage.KeyConverter,
            _keyType,
            consumed,
            (_converters.Key, consumed, headers),
            static s => s.Key.ToConnect(s.consumed.Topic, s.headers, s.consumed.Message.Key),
            out var key))
        {
            return PipelineResult.Failed;
        }

        if (!_errors.TryRun(
            ErrorStage.ValueConverter,
            _valueType,
            consumed,
            (_converters.Value, consumed, headers),
            static s => s.Value.ToConnect(s.consumed.Topic, s.headers, s.consumed.Message.Value),
            out var value))
        {
            return PipelineResult.Failed;
        }

        var connectHeaders = ConnectHeaders.Empty;
        if (headers.Count > 0 && !_errors.TryRun(
            ErrorStage.HeaderConverter, _headerType, consumed, (_converters.Header, consumed.Topic, headers),
            static s => Read(s.Header, s.Topic, s.headers), out connectHeaders!))
        {
            return PipelineResult.Failed;
        }

        var result = Transform(SinkRecordOf(consumed, key, value, connectHeaders), consumed, out var transformed);
        record = (SinkRecord)transformed!;
        return result;
    }

    public void Dispose()
    {
        foreach (var stage in _transforms)
        {
            stage.Dispose();
        }

        _converters.Dispose();
    }

    private static SinkRecord SinkRecordOf(
        ConsumeResult<byte[]?, byte[]?> consumed, SchemaAndValue key, SchemaAndValue value, ConnectHeaders headers)
    {
        var timestamp = consumed.Message.Timestamp;
        return new SinkRecord
        {
            Topic = consumed.Topic,
            Partition = consumed.Partition.Value,
            OriginalTopic = consumed.Topic,
            OriginalPartition = consumed.Partition.Value,
            Offset = consumed.Offset.Value,
            KeySchema = key.Schema,
            Key = key.Value,
            ValueSchema = value.Schema,
            Value = value.Value,
            Headers = headers,
            Timestamp = timestamp.Type == Confluent.Kafka.TimestampType.NotAvailable ? null : Checked(timestamp.UnixTimestampMs),
            TimestampType = (Sdk.Records.TimestampType)((int)timestamp.Type - 1),
            Origin = consumed,
        };
    }

    private static long? Checked(long? timestamp) => timestamp switch
    {
        null or -1 => null,
        < 0 => throw new DataException($"Invalid record timestamp {timestamp}"),
        _ => timestamp,
    };

    private static RawHeaders Write(IHeaderConverter converter, SourceRecord record)
    {
        var headers = new RawHeaders();
        foreach (var header in record.Headers)
        {
            headers.Add(header.Key, converter.FromConnectHeader(record.Topic, header.Key, header.Schema, header.Value));
        }

        return headers;
    }

    private static ConnectHeaders Read(IHeaderConverter converter, string topic, RawHeaders headers)
    {
        var read = new Sdk.Records.Header[headers.Count];
        for (var i = 0; i < read.Length; i++)
        {
            var value = converter.ToConnectHeader(topic, headers[i].Key, headers[i].Value);
            read[i] = new Sdk.Records.Header(headers[i].Key, value.Schema, value.Value);
        }

        return ConnectHeaders.Of(read);
    }

    private RawHeaders Headers(Headers? headers)
    {
        if (headers is null || headers.Count == 0)
        {
            return _noHeaders;
        }

        var raw = new RawHeaders();
        foreach (var header in headers)
        {
            raw.Add(header.Key, header.GetValueBytes());
        }

        return raw;
    }

    // Most records have no headers and share an empty list; a converter that added to it has taken it.
    private RawHeaders? TakeHeaders(RawHeaders headers)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        if (ReferenceEquals(headers, _noHeaders))
        {
            _noHeaders = new RawHeaders();
        }

        return headers;
    }

    private PipelineResult Transform(ConnectRecord record, object original, out ConnectRecord? transformed)
    {
        transformed = record;
        for (var i = 0; i < _transforms.Count; i++)
        {
            var stage = _transforms[i];
            if (!_errors.TryRun(
                ErrorStage.Transformation, stage.Transformation.GetType(), original, (stage, transformed), static s => Apply(s.stage, s.transformed), out transformed))
            {
                transformed = null;
                return PipelineResult.Failed;
            }

            if (transformed is null)
            {
                return PipelineResult.Filtered;
            }
        }

        return PipelineResult.Produced;
    }

    private static ConnectRecord? Apply(TransformStage stage, ConnectRecord record) =>
        stage.Predicate is { } predicate && predicate.Test(record) == stage.Negate ? record : stage.Transformation.Apply(record);
}
