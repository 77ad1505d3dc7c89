using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// Emits each finished line as a record whose offset is the number of characters up to its end. On a restart that number is taken as
/// bytes, as Kafka's task does: with text beyond ASCII the first line after it may be cut.
/// </summary>
[ConnectName("org.apache.kafka.connect.file.FileStreamSourceTask", "4.3.1")]
public sealed partial class FileStreamSourceTask : SourceTask
{
    internal const string FileNameKey = "filename";
    private const int SmallestBatch = 1024;
    private const int LargestBatch = 512 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _time;
    private FileStreamSourceConfig _config = null!;
    private FileStream? _file;
    private IReadOnlyDictionary<string, object?> _partition = new Dictionary<string, object?>();
    private long? _position;
    private LineReader? _reader;
    private int _expected = SmallestBatch;
    private bool _hasLines;

    /// <summary>As the worker makes it.</summary>
    public FileStreamSourceTask()
        : this(TimeProvider.System)
    {
    }

    internal FileStreamSourceTask(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        _config = FileStreamSourceConfig.Parse(config);
        _partition = new Dictionary<string, object?> { [FileNameKey] = _config.File };
        if (_config.File is null)
        {
            _reader = new LineReader(StandardInput.Read);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<SourceRecord>?> PollAsync(CancellationToken cancellationToken)
    {
        if (_reader is null && !await OpenAsync(_config.File!, cancellationToken).ConfigureAwait(false))
        {
            await WaitAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        try
        {
            if (_hasLines || _reader!.ReadMore())
            {
                return ReadBatch(_reader!);
            }
        }
        catch (IOException e)
        {
            CouldNotRead(Context.Logger, e, _config.File ?? "stdin");
        }
        await WaitAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public override ValueTask StopAsync()
    {
        _file?.Dispose();
        _file = null;
        return ValueTask.CompletedTask;
    }

    private LineBatch? ReadBatch(LineReader reader)
    {
        LineBatch? batch = null;
        _hasLines = false;
        do
        {
            while (reader.TryReadLine(out var line))
            {
                batch ??= NewBatch();
                batch.Add(line);
                _position += line.Length;
                if (batch.Count >= _config.BatchSize || batch.Characters >= LargestBatch)
                {
                    // Where Kafka's task would go on, lines that are read already must not wait until more is written.
                    _hasLines = batch.Count < _config.BatchSize;
                    return Finished(batch);
                }
            }
        }
        while (reader.ReadMore());
        return Finished(batch);
    }

    private LineBatch NewBatch()
    {
        var record = new SourceRecord
        {
            SourcePartition = _partition,
            Topic = _config.Topic,
            ValueSchema = Schema.String,
            Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        return new LineBatch(record, _position, _expected);
    }

    // The next batch will be about as large.
    private LineBatch? Finished(LineBatch? batch)
    {
        _expected = Math.Clamp(batch?.Characters ?? 0, SmallestBatch, LargestBatch);
        return batch;
    }

    /// <summary>Opens the file at the committed position; false while it is missing or shorter than that.</summary>
    private async ValueTask<bool> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (_file is null)
        {
            _file = TryOpen(name);
            if (_file is null)
            {
                Missing(Context.Logger, name);
                return false;
            }
            _position = await CommittedPositionAsync(cancellationToken).ConfigureAwait(false);
        }
        // Kafka's task turns in a loop here until the file has grown; waiting gives the same records.
        if (_file.Length < _position)
        {
            return false;
        }
        _file.Position = _position!.Value;
        _reader = new LineReader(_file.Read);
        return true;
    }

    private static FileStream? TryOpen(string name)
    {
        try
        {
            return new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ConnectException($"java.nio.file.AccessDeniedException: {name}", e);
        }
    }

    private async ValueTask<long> CommittedPositionAsync(CancellationToken cancellationToken)
    {
        var offsets = await Context.Offsets.GetAsync([_partition], cancellationToken).ConfigureAwait(false);
        return offsets[0]?.GetValueOrDefault(FilePosition.Key) switch
        {
            null => 0,
            long position => position,
            _ => throw new ConnectException("Offset position is the incorrect type"),
        };
    }

    /// <summary>Waits a second, or until the task is to stop.</summary>
    private async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await Task.Delay(Pause, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Couldn't find file {File} for FileStreamSourceTask, sleeping to wait for it to be created")]
    private static partial void Missing(ILogger logger, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not read from {File}; trying again")]
    private static partial void CouldNotRead(ILogger logger, Exception error, string file);
}
