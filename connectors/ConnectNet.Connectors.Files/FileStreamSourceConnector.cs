using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// Reads a text file, or standard input, line by line into a topic. Always one task: a file has one position. Meant for trying things
/// out, as Kafka's connector of this name is: it does not notice that a file was cut, replaced or changed.
/// </summary>
[ConnectName("org.apache.kafka.connect.file.FileStreamSourceConnector", "4.3.1")]
public sealed partial class FileStreamSourceConnector : SourceConnector
{
    /// <inheritdoc/>
    public override ConfigDef Config => FileStreamSourceConfig.Definition;

    /// <inheritdoc/>
    public override Type TaskClass => typeof(FileStreamSourceTask);

    /// <inheritdoc/>
    public override ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken)
    {
        var file = FileStreamSourceConfig.Parse(config).File ?? "standard input";
        Starting(Context.Logger, file);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ExactlyOnceSupport? ExactlyOnceSupport(IReadOnlyDictionary<string, string?> config) =>
        FileStreamSourceConfig.Parse(config).File is null ? Sdk.Connectors.ExactlyOnceSupport.Unsupported : Sdk.Connectors.ExactlyOnceSupport.Supported;

    /// <inheritdoc/>
    public override ValueTask<bool> AlterOffsetsAsync(
        IReadOnlyDictionary<string, string?> config,
        IReadOnlyList<KeyValuePair<IReadOnlyDictionary<string, object?>?, IReadOnlyDictionary<string, object?>?>> offsets,
        CancellationToken cancellationToken)
    {
        if (FileStreamSourceConfig.Parse(config).File is null)
        {
            throw new ConnectException(
                "Offsets cannot be modified if the 'file' configuration is unspecified. This is because stdin is used for input and offsets are not tracked.");
        }
        foreach (var (partition, offset) in offsets)
        {
            // Forgetting an offset is always allowed: it is how an operator gets rid of a wrong one.
            if (offset is not null)
            {
                CheckOffset(offset);
                CheckPartition(partition);
            }
        }
        return ValueTask.FromResult(true);
    }

    private static void CheckOffset(IReadOnlyDictionary<string, object?> offset)
    {
        if (!offset.TryGetValue(FilePosition.Key, out var position))
        {
            throw new ConnectException("Offset objects should either be null or contain the key 'position'");
        }
        if (position is not long characters)
        {
            throw new ConnectException("The value for the 'position' key in the offset is expected to be a Long value");
        }
        if (characters < 0)
        {
            throw new ConnectException("The value for the 'position' key in the offset should be a non-negative value");
        }
    }

    private static void CheckPartition(IReadOnlyDictionary<string, object?>? partition)
    {
        if (partition is null)
        {
            throw new ConnectException("Partition objects cannot be null");
        }
        if (!partition.ContainsKey(FileStreamSourceTask.FileNameKey))
        {
            throw new ConnectException("Partition objects should contain the key 'filename'");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting file source connector reading from {File}")]
    private static partial void Starting(ILogger logger, string file);
}
