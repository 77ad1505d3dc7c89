using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// Meta's Marketing API on a loopback port: real HTTP, answers computed from the request, and a truth to compare with that the same
/// process can ask for. One instance owns its web server; every part is thread safe. The clock stands still until it is moved, here
/// or over <c>POST /_sim/clock</c>, so what the API knows changes only then.
/// </summary>
internal sealed class FacebookAdsSimulator : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly ConcurrentQueue<SimulatorRequest> _requests = new();
    private readonly Facts _facts;
    private readonly Truth _truth;

    private FacebookAdsSimulator(SimulatorOptions options)
    {
        Options = options;
        Clock = options.Clock ?? new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        _facts = new Facts(options);
        var engine = new InsightsEngine(options, _facts);
        _truth = new Truth(options, Clock, engine);
        Throttling = new ThrottleState(options, Clock);
        var graph = new GraphApi(options, Clock, engine, Throttling, Faults, new AsyncJobs(options, Clock));
        _web = BuildWeb(options);
        SimulatorControl.Map(_web, this);
        GraphEndpoint.Map(_web, graph, Throttling, Log);
    }

    public SimulatorOptions Options { get; }

    public FakeTimeProvider Clock { get; }

    public FaultPlan Faults { get; } = new();

    /// <summary>The connector's <c>base.url</c>.</summary>
    public string BaseUrl => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public IReadOnlyCollection<SimulatorRequest> Requests => _requests;

    /// <summary>Calls refused for quota.</summary>
    public int Refused => Throttling.Refused;

    private ThrottleState Throttling { get; }

    public static async Task<FacebookAdsSimulator> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        var simulator = new FacebookAdsSimulator(options);
        await simulator._web.StartAsync(cancellationToken);
        return simulator;
    }

    /// <summary>What a warehouse must hold now.</summary>
    public IReadOnlyList<TruthRow> Truth(TruthQuery query) => _truth.Rows(query);

    /// <summary>Blocks an account (null: the app) with an error code for a time of the simulator's clock.</summary>
    public void Throttle(string? account, int code, TimeSpan duration) => Throttling.Start(account, code, duration, null);

    /// <summary>Refuses the next calls of an account (null: the app), whatever the clock says.</summary>
    public void ThrottleCalls(string? account, int code, int calls) => Throttling.Start(account, code, TimeSpan.Zero, calls);

    /// <summary>Makes an ad's row of a day disappear from now on, as invalid traffic does.</summary>
    public void Vanish(string adId, DateOnly day) => _facts.Vanish(adId, day);

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync(CancellationToken.None);
        await _web.DisposeAsync();
    }

    private static WebApplication BuildWeb(SimulatorOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Parse(options.Address), options.Port, listen => listen.Protocols = HttpProtocols.Http1));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        return builder.Build();
    }

    private void Log(SimulatorRequest request) => _requests.Enqueue(request with { At = Clock.GetUtcNow() });
}
