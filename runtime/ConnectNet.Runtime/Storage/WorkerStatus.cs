namespace ConnectNet.Runtime.Storage;

/// <summary>What the last known states of connectors and tasks have in common.</summary>
/// <param name="State">The state.</param>
/// <param name="WorkerId">Who wrote this: <c>host:port</c> of the worker.</param>
/// <param name="Generation">Group generation of the writer; 0 in standalone mode.</param>
/// <param name="Version">Version of the class, or null where the writer does not know it.</param>
/// <param name="Trace">Stack trace of a failure, or null.</param>
internal abstract record WorkerStatus(ConnectState State, string WorkerId, int Generation, string? Version, string? Trace);
