using System.Runtime.CompilerServices;
using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// Writes each value's Java text and a line end. A batch is written when it is put, so a reader of the file sees it at once. Unlike
/// Kafka's task it fails when the file cannot be written.
/// </summary>
[ConnectName("org.apache.kafka.connect.file.FileStreamSinkTask", "4.3.1")]
public sealed class FileStreamSinkTask : SinkTask
{
    private const int BufferSize = 64 * 1024;
    private static readonly byte[] LineEnd = Encoding.UTF8.GetBytes(Environment.NewLine);
    private readonly StringBuilder _text = new();
    private char[] _chars = [];
    private byte[] _buffer = new byte[BufferSize];
    private string? _name;
    private Stream? _output;
    private int _used;

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _name = FileStreamSinkConfig.FileOf(config);
        try
        {
            _output = _name is null ? Console.OpenStandardOutput() : AppendingFile.Open(_name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConnectException($"Couldn't find or create file '{_name}' for FileStreamSinkTask", e);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask PutAsync(IReadOnlyList<SinkRecord> records, CancellationToken cancellationToken)
    {
        foreach (var record in records)
        {
            Append(record.Value is string text ? text : TextOf(record.Value));
        }
        WriteOut();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync()
    {
        _output?.Dispose();
        _output = null;
        return ValueTask.CompletedTask;
    }

    private ReadOnlySpan<char> TextOf(object? value)
    {
        if (value is byte[])
        {
            // Java prints an array's identity, which no two runs share.
            return $"[B@{RuntimeHelpers.GetHashCode(value):x}";
        }
        Values.AppendJavaText(_text.Clear(), value);
        if (_chars.Length < _text.Length)
        {
            _chars = new char[_text.Capacity];
        }
        _text.CopyTo(0, _chars, _text.Length);
        return _chars.AsSpan(0, _text.Length);
    }

    private void Append(ReadOnlySpan<char> line)
    {
        var most = Encoding.UTF8.GetMaxByteCount(line.Length) + LineEnd.Length;
        if (_buffer.Length - _used < most)
        {
            WriteOut();
            if (_buffer.Length < most)
            {
                _buffer = new byte[most];
            }
        }
        _used += Encoding.UTF8.GetBytes(line, _buffer.AsSpan(_used));
        LineEnd.CopyTo(_buffer, _used);
        _used += LineEnd.Length;
    }

    private void WriteOut()
    {
        try
        {
            _output!.Write(_buffer, 0, _used);
            _used = 0;
        }
        catch (IOException e)
        {
            throw new ConnectException($"Could not write to {_name ?? "standard output"}: {e.Message}", e);
        }
    }
}
