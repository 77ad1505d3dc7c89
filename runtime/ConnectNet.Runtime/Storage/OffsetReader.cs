using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Reads the source offsets of one connector. A partition that cannot be written as JSON, or a stored value that cannot be read, counts as
/// unknown and is logged. May be used by any thread.
/// </summary>
internal sealed partial class OffsetReader(OffsetStore store, string connector, ILogger logger) : IOffsetReader
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken)
    {
        var keys = new byte[]?[partitions.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            try
            {
                keys[i] = OffsetJson.Key(connector, partitions[i]);
            }
            catch (DataException e)
            {
                LogUnwritable(logger, e, connector);
            }
        }

        IReadOnlyDictionary<byte[], byte[]?> values;
        try
        {
            values = await store.GetAsync([.. keys.OfType<byte[]>()], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ConnectException("Failed to fetch offsets.", e);
        }

        return [.. keys.Select(key => key is null ? null : Read(values.GetValueOrDefault(key)))];
    }

    private IReadOnlyDictionary<string, object?>? Read(byte[]? value)
    {
        try
        {
            return OffsetJson.ReadValue(value);
        }
        catch (DataException e)
        {
            LogUnreadable(logger, e, connector);
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "CRITICAL: Failed to serialize partition key when getting offsets for task with namespace {Connector}. No value for this data "
            + "will be returned, which may break the task or cause it to skip some data.")]
    private static partial void LogUnwritable(ILogger log, Exception error, string connector);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "CRITICAL: Failed to deserialize offset data when getting offsets for task with namespace {Connector}. No value for this data "
            + "will be returned, which may break the task or cause it to skip some data. This could either be due to an error in the connector "
            + "implementation or incompatible schema.")]
    private static partial void LogUnreadable(ILogger log, Exception error, string connector);
}
