using System.Diagnostics;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Workers;

/// <summary>
/// A Connect worker as a process of its own, ours or Java's: started from a properties file, spoken to over REST, stopped by SIGTERM or
/// killed. The same port and file serve a restart.
/// </summary>
internal abstract class ConnectWorker : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(240);
    private readonly string[] _command;
    private readonly TempDirectory _directory;
    private readonly WorkerSettings _settings;
    private readonly string _file;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private ChildProcess? _process;

    /// <param name="directory">Holds the properties file and the log; disposed with the worker.</param>
    /// <param name="settings">Written to the directory with the REST listener added.</param>
    /// <param name="command">Gets the path of the properties file.</param>
    /// <param name="environment">Added to this process's environment.</param>
    protected ConnectWorker(TempDirectory directory, WorkerSettings settings, Func<string, string[]> command, IReadOnlyDictionary<string, string>? environment)
    {
        _directory = directory;
        if (!settings.Properties.TryGetValue("listeners", out var listener))
        {
            listener = $"http://127.0.0.1:{Ports.Free()}";
            settings["listeners"] = listener;
        }
        _settings = settings;
        _file = directory.File("worker.properties");
        settings.Write(_file);
        _command = command(_file);
        _environment = environment ?? new Dictionary<string, string>();
        Url = new Uri(listener);
        Client = new ConnectClient(Url);
    }

    public Uri Url { get; }

    /// <summary>As the worker names itself in statuses.</summary>
    public string WorkerId =>
        $"{_settings.Properties.GetValueOrDefault("rest.advertised.host.name", Url.Host)}:{_settings.Properties.GetValueOrDefault("rest.advertised.port", $"{Url.Port}")}";

    public ConnectClient Client { get; }

    public bool IsStarted => _process is not null;

    public ChildProcess Process => _process ?? throw new InvalidOperationException("the worker has not been started");

    /// <summary>From the start of the process to the first answer of the REST port that says the worker is ready.</summary>
    public TimeSpan TimeToReady { get; private set; }

    /// <summary>Changes a property; the next start reads it.</summary>
    public void Reconfigure(string key, string value) => _settings.With(key, value).Write(_file);

    public void Start()
    {
        _process = ChildProcess.Start(_directory.File("worker.log"), _command, _environment);
    }

    /// <summary>Starts, and waits until <c>GET /connectors</c> answers 200: the worker has joined and knows the cluster's state.</summary>
    public async Task StartAsync()
    {
        var clock = Stopwatch.StartNew();
        Start();
        await AwaitReadyAsync();
        TimeToReady = clock.Elapsed;
    }

    public Task AwaitReadyAsync() => Process.WaitUntilAsync(
        async () =>
        {
            try
            {
                return (await Client.GetAsync("/connectors")).Status == 200;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                return false;
            }
        },
        $"the worker at {Url} did not become ready",
        ReadyLimit);

    /// <summary>SIGTERM; gives the exit code.</summary>
    public virtual Task<int> StopAsync() => Process.TerminateAsync(TimeSpan.FromSeconds(60));

    public Task KillAsync() => Process.KillAsync();

    public async Task RestartAsync()
    {
        await Process.DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
        Client.Dispose();
        _directory.Dispose();
    }
}
