using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Who is told when the config store has read something new. Called on the store's reading thread, after start-up only, without any lock
/// held; handlers must be quick and must not write to the store.
/// </summary>
internal sealed record ConfigUpdates
{
    /// <summary>A connector was added, or its config changed.</summary>
    public Action<string> ConnectorConfigUpdated { get; init; } = static _ => { };

    public Action<string> ConnectorConfigRemoved { get; init; } = static _ => { };

    /// <summary>New task configs were committed; also when the commit left the connector inconsistent.</summary>
    public Action<IReadOnlyCollection<ConnectorTaskId>> TaskConfigsUpdated { get; init; } = static _ => { };

    public Action<string> TargetStateChanged { get; init; } = static _ => { };

    public Action<SessionKey> SessionKeyUpdated { get; init; } = static _ => { };

    public Action<RestartRequest> RestartRequested { get; init; } = static _ => { };

    /// <summary>Logger name and level, as typed by the user.</summary>
    public Action<string, string> LoggerLevelUpdated { get; init; } = static (_, _) => { };
}
