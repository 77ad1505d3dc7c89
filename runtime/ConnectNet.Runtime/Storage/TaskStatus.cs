// System.Threading.Tasks, imported everywhere, has a type of this name.
global using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>The last known state of a task, as one worker wrote it.</summary>
/// <param name="Id">The task.</param>
/// <param name="State">Its state.</param>
/// <param name="WorkerId">Who wrote this: <c>host:port</c> of the worker.</param>
/// <param name="Generation">Group generation of the writer; 0 in standalone mode.</param>
/// <param name="Version">Version of the task class, or null where the writer does not know it.</param>
/// <param name="Trace">Stack trace of a failure, or null.</param>
internal sealed record TaskStatus(
    ConnectorTaskId Id, ConnectState State, string WorkerId, int Generation, string? Version = null, string? Trace = null)
    : WorkerStatus(State, WorkerId, Generation, Version, Trace);
