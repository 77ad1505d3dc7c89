namespace ConnectNet.Runtime.Storage;

/// <summary>The names of the states in topics and REST answers, which are Java's enum names.</summary>
internal static class StateNames
{
    public static string Name(this TargetState state) => state switch
    {
        TargetState.Started => "STARTED",
        TargetState.Paused => "PAUSED",
        _ => "STOPPED",
    };

    public static string Name(this ConnectState state) => state switch
    {
        ConnectState.Unassigned => "UNASSIGNED",
        ConnectState.Running => "RUNNING",
        ConnectState.Paused => "PAUSED",
        ConnectState.Failed => "FAILED",
        ConnectState.Destroyed => "DESTROYED",
        ConnectState.Restarting => "RESTARTING",
        _ => "STOPPED",
    };

    public static TargetState? ParseTargetState(string name) => name switch
    {
        "STARTED" => TargetState.Started,
        "PAUSED" => TargetState.Paused,
        "STOPPED" => TargetState.Stopped,
        _ => null,
    };

    public static ConnectState? ParseConnectState(string name) => name switch
    {
        "UNASSIGNED" => ConnectState.Unassigned,
        "RUNNING" => ConnectState.Running,
        "PAUSED" => ConnectState.Paused,
        "FAILED" => ConnectState.Failed,
        "DESTROYED" => ConnectState.Destroyed,
        "RESTARTING" => ConnectState.Restarting,
        "STOPPED" => ConnectState.Stopped,
        _ => null,
    };
}
