using System.Text;
using Confluent.Kafka;

namespace ConnectNet.Runtime.Errors;

/// <summary>Writes failures to the log, for <c>errors.log.enable</c>. Thread-safe.</summary>
/// <param name="task">The task, as <c>X-0</c>.</param>
/// <param name="includeRecords">Whether the record is shown too.</param>
/// <param name="metrics">Counts entries.</param>
/// <param name="logger">The log.</param>
internal sealed partial class LogReporter(string task, bool includeRecords, ErrorMetrics metrics, ILogger logger) : IErrorReporter
{
    public Task ReportAsync(Failure failure)
    {
        LogError(logger, failure.Error, Text(failure));
        metrics.Logged();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    internal string Text(Failure failure)
    {
        var text = new StringBuilder();
        text.Append("Error encountered in task ").Append(task).Append(". Executing stage '").Append(failure.Stage.Name());
        text.Append("' with class '").Append(Sdk.ConnectNames.Of(failure.Executing)).Append('\'');
        if (includeRecords)
        {
            Append(text, failure.Original);
        }

        return text.Append('.').ToString();
    }

    private static void Append(StringBuilder text, object original)
    {
        if (original is not ConsumeResult<byte[]?, byte[]?> consumed)
        {
            text.Append(", where source record is = ").Append(original);
            return;
        }

        text.Append(", where consumed record is {topic='").Append(consumed.Topic).Append("', partition=").Append(consumed.Partition.Value);
        text.Append(", offset=").Append(consumed.Offset.Value);
        var timestamp = consumed.Message.Timestamp;
        if (timestamp.Type != TimestampType.NotAvailable)
        {
            text.Append(", timestamp=").Append(timestamp.UnixTimestampMs);
            text.Append(", timestampType=").Append(timestamp.Type == TimestampType.CreateTime ? "CreateTime" : "LogAppendTime");
        }

        text.Append('}');
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Text}")]
    private static partial void LogError(ILogger logger, Exception error, string text);
}
