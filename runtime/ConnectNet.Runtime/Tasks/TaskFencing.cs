namespace ConnectNet.Runtime.Tasks;

/// <summary>What an exactly-once task asks of its herder around the start of its producer; called on the task's thread.</summary>
/// <param name="BeforeProducer">Shuts out tasks of older generations; fails when the task must not start.</param>
/// <param name="AfterProducer">Makes sure that the task still is of the newest generation, and this worker's.</param>
internal sealed record TaskFencing(Func<CancellationToken, Task> BeforeProducer, Func<CancellationToken, Task> AfterProducer);
