using ConnectNet.Runtime.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Looks again and again whether a connector's references still resolve to what it was started with, and has it restarted when they do
/// not. A change counts when it looks the same twice, so that a file that is just being written, or a second file that is still to come,
/// makes one restart and not two; a reference that leads nowhere for the moment is no change. Runs on the pool; owned by
/// <see cref="ConnectorConfigs"/>.
/// </summary>
internal sealed class ConfigWatch : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyDictionary<string, string?> _inForce;
    private readonly Func<IReadOnlyDictionary<string, string?>> _resolve;
    private readonly Func<Task> _restart;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private IReadOnlyDictionary<string, string?>? _seen;

    /// <param name="inForce">The config that the connector was started with.</param>
    /// <param name="resolve">Gives what it would be started with now.</param>
    /// <param name="interval">How long values hold.</param>
    /// <param name="restart">Restarts the connector, which ends this watch; where it does not, it is tried again.</param>
    /// <param name="time">The clock.</param>
    public ConfigWatch(
        IReadOnlyDictionary<string, string?> inForce,
        Func<IReadOnlyDictionary<string, string?>> resolve,
        TimeSpan interval,
        Func<Task> restart,
        TimeProvider time)
    {
        _inForce = inForce;
        _resolve = resolve;
        _restart = restart;
        _interval = interval < Shortest ? Shortest : interval;
        _timer = time.CreateTimer(static watch => _ = ((ConfigWatch)watch!).LookAsync(), this, _interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private async Task LookAsync()
    {
        var next = _interval;
        try
        {
            var now = _resolve();
            if (TaskReconfiguration.Same(_inForce, now) || now.Any(IsLost))
            {
                _seen = null;
            }
            else
            {
                next = Settling;
                if (TaskReconfiguration.Same(_seen, now))
                {
                    await _restart().ConfigureAwait(false);
                }

                _seen = now;
            }
        }
        catch (Exception)
        {
            // What the providers cannot read now they may be able to read later; the connector goes on with what it has.
            _seen = null;
        }

        _timer.Change(next, Timeout.InfiniteTimeSpan);
    }

    private bool IsLost(KeyValuePair<string, string?> entry) =>
        ConfigVariables.HasReference(entry.Value) && !ConfigVariables.HasReference(_inForce.GetValueOrDefault(entry.Key));
}
