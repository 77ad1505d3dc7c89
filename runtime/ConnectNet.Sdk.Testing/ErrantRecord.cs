using System.Collections.Concurrent;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Testing;

/// <summary>A record that a sink task has reported.</summary>
/// <param name="Record">The record.</param>
/// <param name="Error">What is wrong with it.</param>
public sealed record ErrantRecord(SinkRecord Record, Exception Error);

/// <summary>Takes reports; may be called by any thread.</summary>
internal sealed class ErrantRecordReporter(ConcurrentQueue<ErrantRecord> reported, bool refuses) : IErrantRecordReporter
{
    private ConnectException? _fatal;

    public Task ReportAsync(SinkRecord record, Exception error)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(error);
        reported.Enqueue(new ErrantRecord(record, error));
        if (refuses)
        {
            _fatal ??= new ConnectException("Tolerance exceeded in error handler", error);
            throw _fatal;
        }

        return Task.CompletedTask;
    }

    /// <summary>As the worker does, should the task have swallowed it.</summary>
    public void ThrowIfRefused()
    {
        if (_fatal is { } fatal)
        {
            throw new ConnectException(fatal.Message, fatal.InnerException);
        }
    }
}
