using ConnectNet.Connectors.BigQuery.Streaming;
using ConnectNet.Connectors.BigQuery.Tables;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Connectors.BigQuery;

/// <summary>What the sink tells in the log: changes of tables, and trouble with connections. Nothing per batch.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Created table {Table}")]
    public static partial void TableCreated(ILogger logger, TableId table);

    [LoggerMessage(Level = LogLevel.Information, Message = "Changed the columns of table {Table}")]
    public static partial void TableChanged(ILogger logger, TableId table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Appends to {Stream} are interrupted and go on in {Delay}: {Reason}")]
    public static partial void AppendsInterrupted(ILogger logger, string stream, TimeSpan delay, GrpcStatus reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Key} has no effect here: {Reason}")]
    public static partial void KeyWithoutEffect(ILogger logger, string key, string reason);
}
