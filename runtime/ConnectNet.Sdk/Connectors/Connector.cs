using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Connectors;

/// <summary>
/// Divides a job into tasks. The worker calls one method at a time. A connector may be stopped and started again; it must be ready
/// for <see cref="Config"/> and validation without being initialized or started. One that has a single task needs no more than <see cref="Config"/>
/// and <see cref="TaskClass"/>.
/// </summary>
public abstract class Connector
{
    private IConnectorContext? _context;

    /// <summary>
    /// Version text that REST shows of the plug-in and of its tasks: by default that of the class's <see cref="ConnectNameAttribute"/>, else that of its assembly.
    /// A class that overrides it is made once when the worker scans its plug-ins, to be asked.
    /// </summary>
    public virtual string? Version => ConnectNames.VersionOf(GetType());

    /// <summary>The keys it takes.</summary>
    public abstract ConfigDef Config { get; }

    /// <summary>The class of its tasks, a <see cref="SourceTask"/> or <see cref="SinkTask"/> with a constructor without parameters.</summary>
    public abstract Type TaskClass { get; }

    /// <summary>What the worker offers; there from <see cref="Initialize"/> on.</summary>
    /// <exception cref="IllegalWorkerStateException">The connector has not been initialized.</exception>
    protected virtual IConnectorContext Context => _context ?? throw new IllegalWorkerStateException("The connector has not been initialized yet.");

    /// <summary>
    /// Called once, before <see cref="StartAsync"/>. An override calls the base first; what it throws makes the connector FAILED.
    /// </summary>
    /// <param name="context">What the worker offers; an <see cref="ISourceConnectorContext"/> for a source connector.</param>
    public virtual void Initialize(IConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
    }

    /// <summary>Starts. Should return soon; long work belongs in the background or into tasks. Does nothing unless overridden.</summary>
    /// <param name="config">The connector's config, resolved; also <see cref="IConnectorContext.Config"/>.</param>
    /// <param name="cancellationToken">Cancelled when the connector is to stop.</param>
    public virtual ValueTask StartAsync(IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The configs of the tasks. One task with the connector's config unless overridden.</summary>
    /// <param name="maxTasks">At most so many.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public virtual ValueTask<IReadOnlyList<IReadOnlyDictionary<string, string?>>> TaskConfigsAsync(
        int maxTasks, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IReadOnlyDictionary<string, string?>>>([Context.Config]);

    /// <summary>Stops. Does nothing unless overridden.</summary>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Checks a config. Override it to look at keys together or to ask the other system.</summary>
    /// <returns>One entry for each declared key.</returns>
    public virtual ValueTask<IReadOnlyList<ConfigValue>> ValidateAsync(
        IReadOnlyDictionary<string, string?> config, CancellationToken cancellationToken) => ValueTask.FromResult(Config.Validate(config));
}
