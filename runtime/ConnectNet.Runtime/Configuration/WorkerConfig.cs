using System.Net;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Configuration;

/// <summary>A worker's configuration, parsed and with references resolved; immutable.</summary>
internal abstract class WorkerConfig(ParsedConfig config) : ParsedConfig(config)
{
    /// <summary>Start of the TLS keys that are for the main REST listeners alone, and for calls from worker to worker.</summary>
    public const string ListenersTls = "listeners.https.";

    /// <summary>Brokers, joined by commas.</summary>
    public string BootstrapServers => string.Join(",", List(WorkerKeys.BootstrapServers));

    /// <summary>What all tasks being stopped get together.</summary>
    public TimeSpan ShutdownTimeout => Milliseconds(WorkerKeys.ShutdownTimeout);

    /// <summary>Time between commits of offsets.</summary>
    public TimeSpan OffsetFlushInterval => Milliseconds(WorkerKeys.OffsetFlushInterval);

    /// <summary>What a commit of offsets may take.</summary>
    public TimeSpan OffsetFlushTimeout => Milliseconds(WorkerKeys.OffsetFlushTimeout);

    public bool TopicCreationEnabled => Boolean(WorkerKeys.TopicCreation);

    public int SourceTasksPerProducer => Int(WorkerKeys.SourceTasksPerProducer);

    public bool TopicTrackingEnabled => Boolean(WorkerKeys.TopicTracking);

    public bool TopicTrackingResetAllowed => Boolean(WorkerKeys.TopicTrackingReset);

    /// <summary>The Connect cluster's name; null in standalone mode.</summary>
    public abstract string? GroupId { get; }

    /// <summary>Whether source tasks write in transactions.</summary>
    public virtual bool ExactlyOnceSourceEnabled => false;

    public IReadOnlyList<RestListener> Listeners => [.. List(WorkerKeys.Listeners).Select(l => RestListener.TryParse(l)!)];

    /// <summary>Addresses of <c>/admin</c>; null to share the listeners, empty to turn it off.</summary>
    public IReadOnlyList<RestListener>? AdminListeners => Values[WorkerKeys.AdminListeners] is IReadOnlyList<string> list
        ? [.. list.Select(l => RestListener.TryParse(l)!)]
        : null;

    /// <summary>
    /// The URL under which other workers reach this one, with a slash at its end; the part <c>host:port</c> of it is the worker's id.
    /// </summary>
    /// <param name="boundPort">Port that a listener really has, for listeners with port 0.</param>
    public string AdvertisedUrl(Func<RestListener, int> boundPort)
    {
        var listeners = Listeners;
        var protocol = Text(WorkerKeys.AdvertisedListener)?.ToLowerInvariant()
            ?? (listeners.Any(l => !l.IsHttps) ? "http" : "https");
        var listener = listeners.FirstOrDefault(l => l.Protocol == protocol);
        var host = NullIfEmpty(Text(WorkerKeys.AdvertisedHost)) ?? NullIfEmpty(listener?.Host) ?? OwnHost();
        var port = (int?)Values[WorkerKeys.AdvertisedPort] ?? (listener is null ? 0 : listener.Port != 0 ? listener.Port : boundPort(listener));
        var shown = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return $"{protocol}://{shown}:{port}/";
    }

    /// <summary>The <c>ssl.*</c> keys of a listener: as in Java, one key of its own hides all the common ones.</summary>
    public IReadOnlyDictionary<string, string?> TlsKeys(string prefix) =>
        OriginalsWithPrefix(prefix) is { Count: > 0 } own ? own : Originals;

    protected TimeSpan Milliseconds(string key) => TimeSpan.FromMilliseconds(Convert.ToDouble(Values[key]));

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string OwnHost()
    {
        var addresses = Dns.GetHostAddresses(Dns.GetHostName());
        var address = addresses.FirstOrDefault(a => a.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(a));
        return (address ?? IPAddress.Loopback).ToString();
    }
}
