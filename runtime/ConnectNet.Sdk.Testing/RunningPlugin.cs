using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Metrics;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Sdk.Testing;

/// <summary>
/// A started connector and what it has said to the worker, for both harnesses. Validates the config first, as the worker does, and lets no call
/// into the plug-in take for ever.
/// </summary>
internal sealed class RunningPlugin : ISourceConnectorContext, IDisposable
{
    private readonly Connector _connector;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stopping = new();

    private RunningPlugin(Connector connector, IReadOnlyDictionary<string, string?> config, IOffsetReader offsets, ILogger logger, TimeSpan limit)
    {
        _connector = connector;
        _limit = limit;
        Config = config;
        Offsets = offsets;
        Logger = logger;
    }

    public IReadOnlyDictionary<string, string?> Config { get; }

    public ILogger Logger { get; }

    public Meter Meter { get; } = new("ConnectNet.Sdk.Testing");

    public IOffsetReader Offsets { get; }

    /// <summary>The configs that the connector has made for its tasks.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string?>> TaskConfigs { get; private set; } = [];

    public bool ReconfigurationRequested { get; private set; }

    public Exception? RaisedError { get; private set; }

    public static async Task<RunningPlugin> StartAsync<TTask>(
        Connector connector, IReadOnlyDictionary<string, string?> config, IOffsetReader offsets, HarnessOptions<TTask> options)
        where TTask : ConnectorTask
    {
        ArgumentNullException.ThrowIfNull(config);
        var plugin = new RunningPlugin(connector, config, offsets, options.Logger, options.TimeLimit);
        var checkedKeys = await plugin.Limited("ValidateAsync", stop => connector.ValidateAsync(config, stop)).ConfigureAwait(false);
        ConfigErrors.ThrowIfAny(ConfigErrors.Of(checkedKeys));
        (connector as IMonitorable)?.WithMetrics(plugin.Meter);
        connector.Initialize(plugin);
        await plugin.Limited("StartAsync", stop => connector.StartAsync(config, stop)).ConfigureAwait(false);
        await plugin.DivideAsync(options.MaxTasks).ConfigureAwait(false);
        return plugin;
    }

    /// <summary>A task of the connector, not yet started.</summary>
    public TTask CreateTask<TTask>(HarnessOptions<TTask> options)
        where TTask : ConnectorTask
    {
        var task = options.CreateTask is { } create ? create() : (TTask)Activator.CreateInstance(_connector.TaskClass)!;
        (task as IMonitorable)?.WithMetrics(Meter);
        return task;
    }

    public IReadOnlyDictionary<string, string?> TaskConfig(int index) => index < TaskConfigs.Count
        ? TaskConfigs[index]
        : throw new InvalidOperationException($"The connector has made {TaskConfigs.Count} task configs; there is none of index {index}.");

    public void RequestTaskReconfiguration() => ReconfigurationRequested = true;

    public void RaiseError(Exception error) => RaisedError ??= error;

    public async Task DivideAsync(int maxTasks)
    {
        TaskConfigs = await Limited("TaskConfigsAsync", stop => _connector.TaskConfigsAsync(maxTasks, stop)).ConfigureAwait(false);
        ReconfigurationRequested = false;
        if (TaskConfigs.Count > maxTasks)
        {
            throw new ConnectException($"TaskConfigsAsync has made {TaskConfigs.Count} task configs, but was asked for {maxTasks} at most.");
        }
    }

    public Task Limited(string call, Func<CancellationToken, ValueTask> run) => Limited(call, async stop =>
    {
        await run(stop).ConfigureAwait(false);
        return true;
    });

    /// <summary>Calls the plug-in; its token is cancelled when the time is over, and a second later the call is given up.</summary>
    public async Task<T> Limited<T>(string call, Func<CancellationToken, ValueTask<T>> run)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        limited.CancelAfter(_limit);
        try
        {
            return await run(limited.Token).AsTask().WaitAsync(_limit + TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException && limited.IsCancellationRequested)
        {
            throw new TimeoutException($"{call} has not ended within {_limit.TotalSeconds} seconds.", e);
        }
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _connector.StopAsync(CancellationToken.None).AsTask().WaitAsync(_limit).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        Meter.Dispose();
    }
}
