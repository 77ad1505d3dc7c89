namespace ConnectNet.Runtime.Storage;

/// <summary>What an operator wants a connector to be; kept in the config topic, STARTED when nothing was said.</summary>
internal enum TargetState
{
    Started,
    Paused,
    Stopped,
}
