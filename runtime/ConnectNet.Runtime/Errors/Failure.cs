namespace ConnectNet.Runtime.Errors;

/// <summary>A record that failed for good.</summary>
/// <param name="Original">A source's record as polled, or a consumed Kafka record as read.</param>
/// <param name="Stage">Where it failed.</param>
/// <param name="Executing">The class that failed.</param>
/// <param name="Error">Why.</param>
internal sealed record Failure(object Original, ErrorStage Stage, Type Executing, Exception Error);

/// <summary>Takes records that failed. Called by the task's thread, or by the producer's.</summary>
internal interface IErrorReporter : IDisposable
{
    /// <summary>Reports a failure; the task ends when it is safe, and fails only where the record's offset may not move without.</summary>
    Task ReportAsync(Failure failure);
}
