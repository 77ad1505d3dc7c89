namespace ConnectNet.Runtime.Storage;

/// <summary>What a connector or a task is; kept in the status topic under Java's upper-case names.</summary>
internal enum ConnectState
{
    Unassigned,
    Running,
    Paused,
    Failed,
    Destroyed,
    Restarting,
    Stopped,
}
