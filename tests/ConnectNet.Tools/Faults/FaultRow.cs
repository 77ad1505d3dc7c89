namespace ConnectNet.Tools.Faults;

/// <summary>A row of the matrix.</summary>
/// <param name="Name">As printed, and as <c>--row</c> finds it.</param>
/// <param name="RunAsync">Runs it on brokers and workers of its own; <c>true</c> asks for the short form.</param>
internal sealed record FaultRow(string Name, Func<bool, Task<RowResult>> RunAsync)
{
    /// <summary>Whether <c>--quick</c> runs it.</summary>
    public bool Quick { get; init; }

    /// <summary>The usual row: a fault done to a cluster while numbers flow through it.</summary>
    public static FaultRow Of(string name, RowSetup setup, Func<FaultRun, Task> fault, bool quick = false) =>
        new(name, _ => FaultRun.RunAsync(name, setup, fault)) { Quick = quick };
}
