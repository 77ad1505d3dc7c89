namespace ConnectNet.Runtime.Storage;

/// <summary>The last known state of a connector, as one worker wrote it.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="State">Its state.</param>
/// <param name="WorkerId">Who wrote this: <c>host:port</c> of the worker.</param>
/// <param name="Generation">Group generation of the writer; 0 in standalone mode.</param>
/// <param name="Version">Version of the connector class, or null where the writer does not know it.</param>
/// <param name="Trace">Stack trace of a failure, or null.</param>
internal sealed record ConnectorStatus(
    string Connector, ConnectState State, string WorkerId, int Generation, string? Version = null, string? Trace = null)
    : WorkerStatus(State, WorkerId, Generation, Version, Trace);
