using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Connectors;

/// <summary>
/// Divides a job into tasks. The worker calls one method at a time. A connector may be stopped and started again; it must be ready
/// for <see cref="Config"/> and validation without being started.
/// </summary>
public abstract class Connector
{
    /// <summary>
    /// Version text that REST shows of the plug-in and of its tasks: by default that of the class's <see cref="ConnectNameAttribute"/>, else that of its assembly.
    /// A class that overrides it is made once when the worker scans its plug-ins, to be asked.
    /// </summary>
    public virtual string? Version => ConnectNames.VersionOf(GetType());

    /// <summary>The keys it takes.</summary>
    public abstract ConfigDef Config { get; }

    /// <summary>The class of its tasks, a <see cref="SourceTask"/> or <see cref="SinkTask"/> with a constructor without parameters.</summary>
    public abstract Type TaskClass { get; }

    /// <summary>What the worker offers; there after the worker has handed it over, before <see cref="StartAsync"/>.</summary>
    protected IConnectorContext Context => ContextOrNull ?? throw new IllegalWorkerStateException("The connector has not been initialized yet.");

    internal IConnectorContext? ContextOrNull { get; set; }

    /// <summary>Starts. Should return soon; long work belongs in the background or into tasks.</summary>
    public abstract ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken);

    /// <summary>The configs of the tasks.</summary>
    /// <param name="maxTasks">At most so many.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public abstract ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        int maxTasks, CancellationToken cancellationToken);

    /// <summary>Stops.</summary>
    public abstract ValueTask StopAsync(CancellationToken cancellationToken);

    /// <summary>Checks a config. Override it to look at keys together or to ask the other system.</summary>
    /// <returns>One entry for each declared key.</returns>
    public virtual ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => ValueTask.FromResult(Config.Validate(config));
}
