namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Where connector and task configurations, target states and other words of the leader are kept. Writes block until they are durable and
/// read back (30 s at most, then a ConnectException with Java's text) and are called from one thread, the herder's;
/// <see cref="Snapshot"/> may be called by any thread at any time.
/// </summary>
internal abstract class ConfigStore
{
    /// <summary>Who is told of changes; set once, before <see cref="Start"/>.</summary>
    public ConfigUpdates Updates { get; set; } = new();

    /// <summary>Reads everything there is; blocks.</summary>
    public abstract void Start();

    public abstract void Stop();

    /// <summary>The newest state read so far.</summary>
    public abstract ClusterState Snapshot();

    public bool Contains(string connector) => Snapshot().Contains(connector);

    /// <summary>Creates or replaces a connector; a given target state is written before the config.</summary>
    public abstract void PutConnectorConfig(string connector, IReadOnlyDictionary<string, string?> config, TargetState? targetState = null);

    /// <summary>Removes the config and the target state.</summary>
    public abstract void RemoveConnectorConfig(string connector);

    /// <summary>Replaces the task configs as one commit.</summary>
    public abstract void PutTaskConfigs(string connector, IReadOnlyList<IReadOnlyDictionary<string, string?>> configs);

    /// <summary>Removes all task configs of a connector.</summary>
    public abstract void RemoveTaskConfigs(string connector);

    public abstract void PutTargetState(string connector, TargetState state);

    public abstract void PutRestartRequest(RestartRequest request);

    public abstract void PutSessionKey(SessionKey key);

    public abstract void PutTaskCountRecord(string connector, int taskCount);

    /// <summary>Sets the level of a logger in every worker of the cluster.</summary>
    public abstract void PutLoggerLevel(string logger, string level);

    /// <summary>Reads to the end of what is written now; a System.TimeoutException after <paramref name="timeout"/>.</summary>
    public abstract Task RefreshAsync(TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Ends the writes that are being waited for; they fail, though what was sent may be written all the same. Any thread.</summary>
    public virtual void GiveUpWaiting()
    {
    }

    /// <summary>As the new leader: shuts out an older leader's writes. Does nothing without exactly-once support.</summary>
    public virtual void ClaimWritePrivileges()
    {
    }
}
