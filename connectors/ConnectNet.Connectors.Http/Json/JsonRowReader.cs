using System.Buffers;
using System.Text.Json;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>What a <see cref="JsonRowReader"/> has come to.</summary>
internal enum JsonItem
{
    /// <summary>A row: <see cref="JsonRowReader.Current"/>.</summary>
    Row,

    /// <summary>The end of the answer's outer object, or of one chunk: <see cref="JsonRowReader.Current"/> is all of it but the rows.</summary>
    Envelope,

    /// <summary>The answer is complete.</summary>
    End,
}

/// <summary>
/// Reads the rows of an answer of any length one by one, with no more than a row in memory. The rows are the elements of the array at the
/// path; an object there is one row, null and nothing are none. What stands around them (cursors, totals, errors) comes as the envelope:
/// of the outer object, or of each element when the answer is an array and the path goes through it. An answer that breaks off, or goes on
/// behind its end, is a failure of the class <see cref="FailureClass.RestartSlice"/>, however many rows came before. For one caller.
/// </summary>
internal sealed class JsonRowReader : IDisposable
{
    private readonly JsonRowLimits _limits;
    private readonly string _source;
    private readonly ReadBuffer _buffer;
    private readonly RowPosition _position;
    private readonly ArrayBufferWriter<byte> _envelope = new();
    private JsonReaderState _state;
    private JsonDocument? _current;
    private bool _isBegun;

    /// <param name="stream">The answer; it stays the caller's.</param>
    /// <param name="path">Where the rows are.</param>
    /// <param name="source">Names the answer in messages.</param>
    /// <param name="limits">What is held in memory at most.</param>
    public JsonRowReader(Stream stream, JsonPath path, string source, JsonRowLimits? limits = null)
    {
        _limits = limits ?? JsonRowLimits.Default;
        _source = source;
        _buffer = new ReadBuffer(stream, _limits.RowBytes);
        _position = new RowPosition(path, source);
    }

    /// <summary>The row or the envelope; valid until the next read.</summary>
    public JsonElement Current => _current?.RootElement ?? throw new InvalidOperationException("Nothing has been read.");

    /// <summary>Whether the path has led somewhere by now; answers without rows often leave it out.</summary>
    public bool IsFound => _position.IsFound;

    /// <summary>Whether the answer is an array; known from the first item on.</summary>
    public bool IsArray => _position.IsRootArray;

    public long Rows { get; private set; }

    /// <summary>Memory held for parsing, the most so far.</summary>
    public int BufferBytes => _buffer.Size + _envelope.Capacity;

    /// <exception cref="ApiFailureException">The answer is broken, does not fit the path, or a row is too large.</exception>
    public async ValueTask<JsonItem> ReadAsync(CancellationToken cancellationToken)
    {
        _current?.Dispose();
        _current = null;
        while (true)
        {
            if (_isBegun && Scan() is { } item)
            {
                Rows += item == JsonItem.Row ? 1 : 0;
                return item;
            }

            if (!await _buffer.FillAsync(cancellationToken).ConfigureAwait(false))
            {
                throw TooLarge("a row", _limits.RowBytes);
            }

            _isBegun = _isBegun || SkipPreamble();
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        _current = null;
        _buffer.Dispose();
    }

    // Null when more of the stream is needed.
    private JsonItem? Scan()
    {
        var bytes = _buffer.Unread;
        var reader = new Utf8JsonReader(bytes, _buffer.IsFinal, _state);
        try
        {
            long before = 0;
            while (reader.Read())
            {
                var part = _position.Accept(ref reader);
                if ((part & TokenPart.RowBegins) != 0)
                {
                    _buffer.KeepFrom = _buffer.Offset + (int)reader.TokenStartIndex;
                }

                if ((part & TokenPart.InEnvelope) != 0)
                {
                    var from = (part & TokenPart.EnvelopeBegins) != 0 ? reader.TokenStartIndex : before;
                    Collect(bytes[(int)from..(int)reader.BytesConsumed]);
                }

                before = reader.BytesConsumed;
                if ((part & (TokenPart.RowEnds | TokenPart.EnvelopeEnds)) != 0)
                {
                    Pass(in reader);
                    return (part & TokenPart.RowEnds) != 0 ? TakeRow() : TakeEnvelope();
                }
            }

            Pass(in reader);
            return _buffer.IsFinal ? JsonItem.End : null;
        }
        catch (JsonException)
        {
            throw Broken($"{(IsCutOff(bytes) ? "ends too early" : "is no JSON")} after {_buffer.Position + reader.BytesConsumed} bytes and {Rows} rows");
        }
    }

    // What would be right with more behind it.
    private bool IsCutOff(ReadOnlySpan<byte> bytes)
    {
        var reader = new Utf8JsonReader(bytes, isFinalBlock: false, _state);
        try
        {
            while (reader.Read())
            {
            }

            return _buffer.IsFinal;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Pass(in Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _buffer.Offset += (int)reader.BytesConsumed;
    }

    private JsonItem TakeRow()
    {
        _current = JsonDocument.Parse(_buffer.Slice(_buffer.KeepFrom!.Value, _buffer.Offset));
        _buffer.KeepFrom = null;
        return JsonItem.Row;
    }

    private JsonItem TakeEnvelope()
    {
        _current = JsonDocument.Parse(_envelope.WrittenMemory.ToArray());
        _envelope.ResetWrittenCount();
        return JsonItem.Envelope;
    }

    private void Collect(ReadOnlySpan<byte> part)
    {
        if (_envelope.WrittenCount + part.Length > _limits.EnvelopeBytes)
        {
            throw TooLarge("what stands around the rows", _limits.EnvelopeBytes);
        }

        _envelope.Write(part);
    }

    // A byte order mark is no part of JSON. False while it cannot be told yet.
    private bool SkipPreamble()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (_buffer.Unread.Length < mark.Length && !_buffer.IsFinal)
        {
            return false;
        }

        _buffer.Offset += _buffer.Unread.StartsWith(mark) ? mark.Length : 0;
        return true;
    }

    private ApiFailureException Broken(string problem) =>
        new(new ApiFailure(FailureClass.RestartSlice, $"{_source}: the answer {problem}"), null);

    private ApiFailureException TooLarge(string what, int limit) =>
        new(new ApiFailure(FailureClass.TooBig, $"{_source}: {what} is larger than {limit} bytes"), null);
}
