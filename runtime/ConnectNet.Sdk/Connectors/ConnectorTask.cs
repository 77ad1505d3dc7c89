namespace ConnectNet.Sdk.Connectors;

/// <summary>
/// A task of a connector. The worker makes one instance for each start and calls it on the task's own thread; an awaited call is
/// waited for there.
/// </summary>
public abstract class ConnectorTask
{
    /// <summary>Version text that REST shows: by default that of the class's own attribute, else that of its connector, which need not be told again here.</summary>
    public virtual string? Version => ConnectNames.NamedVersionOf(GetType()) ?? ConnectorVersion ?? ConnectNames.VersionOf(GetType());

    internal string? ConnectorVersion { get; set; }

    /// <summary>Starts. An exception makes the task FAILED.</summary>
    /// <param name="config">The task's config, resolved.</param>
    /// <param name="cancellationToken">Cancelled when the task is to stop.</param>
    public abstract ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken);

    /// <summary>
    /// Stops for good and releases what the task holds. Also called after a failed start. Does nothing unless overridden.
    /// </summary>
    public virtual ValueTask StopAsync() => ValueTask.CompletedTask;
}
