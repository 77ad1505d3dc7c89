using System.Globalization;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.Simulators.FacebookAds;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.Simulators;

/// <summary>
/// The simulated ads API and warehouse as programs of their own, for the compose file. Each writes the secrets that its clients need into a
/// directory they share.
/// </summary>
internal static class SimulatorPrograms
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary><c>facebook-ads --address A --port P --secrets DIR</c>; its clock runs with the real one.</summary>
    public static async Task<int> RunFacebookAdsAsync(string[] arguments)
    {
        var given = Read(arguments);
        var options = new SimulatorOptions
        {
            Address = given.GetValueOrDefault("address", "127.0.0.1"),
            Port = int.Parse(given.GetValueOrDefault("port", "8090"), CultureInfo.InvariantCulture),
            BadRowRate = 0.05,
            Clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow()),
        };
        await using var simulator = await FacebookAdsSimulator.StartAsync(options);
        WriteSecret(given, "facebook-access-token", options.AccessToken);
        WriteSecret(given, "facebook-app-secret", options.AppSecret);
        Console.WriteLine($"ads API on {simulator.BaseUrl}");
        using var end = new CancellationTokenSource();
        using var signal = EndOn(end);
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(Tick, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            simulator.Clock.Advance(Tick);
        }
        return 0;
    }

    /// <summary><c>bigquery --address A --rest-port P --grpc-port Q --advertised URL --secrets DIR</c>.</summary>
    public static async Task<int> RunBigQueryAsync(string[] arguments)
    {
        var given = Read(arguments);
        await using var standIn = await BigQueryStandIn.StartAsync(new BigQueryStandInOptions
        {
            Address = given.GetValueOrDefault("address", "127.0.0.1"),
            RestPort = int.Parse(given.GetValueOrDefault("rest-port", "9050"), CultureInfo.InvariantCulture),
            GrpcPort = int.Parse(given.GetValueOrDefault("grpc-port", "9060"), CultureInfo.InvariantCulture),
            RequireToken = true,
        });
        var advertised = given.GetValueOrDefault("advertised", standIn.RestEndpoint);
        WriteSecret(given, "bigquery-key.json", standIn.KeyFile.Replace(standIn.RestEndpoint, advertised, StringComparison.Ordinal));
        Console.WriteLine($"BigQuery on {standIn.RestEndpoint} and {standIn.GrpcEndpoint}");
        using var end = new CancellationTokenSource();
        using var signal = EndOn(end);
        await Task.Delay(Timeout.InfiniteTimeSpan, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static Dictionary<string, string> Read(string[] arguments) =>
        arguments.Length % 2 == 0 && arguments.Where((_, i) => i % 2 == 0).All(name => name.StartsWith("--", StringComparison.Ordinal))
        ? arguments.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1])
        : throw new ArgumentException("arguments come in pairs: --name value");

    private static void WriteSecret(Dictionary<string, string> given, string name, string value)
    {
        if (given.TryGetValue("secrets", out var directory))
        {
            Directory.CreateDirectory(directory);
            File.WriteAllText(Path.Combine(directory, name), value);
        }
    }

    private static System.Runtime.InteropServices.PosixSignalRegistration EndOn(CancellationTokenSource end) =>
        System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            end.Cancel();
        });
}
