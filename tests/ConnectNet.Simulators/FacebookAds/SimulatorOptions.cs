using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>
/// How a <see cref="FacebookAdsSimulator"/> behaves. Everything is deterministic: the same options, clock and requests give the same
/// answers.
/// </summary>
internal sealed record SimulatorOptions
{
    /// <summary>Address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes a free one.</summary>
    public int Port { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>
    /// The simulator's clock stands still until it is moved; shared with the code under test where both live in one process.
    /// </summary>
    public FakeTimeProvider? Clock { get; init; }

    public IReadOnlyList<AdAccount> Accounts { get; init; } = AdAccount.BerlinAndTokyo;

    public string AccessToken { get; init; } = "EAABsimulatortoken";

    public string AppSecret { get; init; } = "simulator-app-secret";

    public bool RequireProof { get; init; } = true;

    public IReadOnlyList<string> Versions { get; init; } = ["v25.0", "v26.0"];

    /// <summary>Share of rows that break a business rule, see <see cref="BadRow"/>. They stay bad for ever.</summary>
    public double BadRowRate { get; init; }

    /// <summary>Share of ad-days that disappear two and a half days after their day began, as invalid traffic does.</summary>
    public double VanishRate { get; init; }

    /// <summary>Rolling budget of calls per account and hour; null is without limit.</summary>
    public int? CallsPerHour { get; init; }

    /// <summary>A larger <c>limit</c> is answered with HTTP 500 "reduce the amount of data".</summary>
    public int MaxLimit { get; init; } = 1000;

    /// <summary>Synchronous queries of more rows are answered with code 100, subcode 1487534.</summary>
    public int MaxSyncRows { get; init; } = int.MaxValue;

    /// <summary>Asynchronous queries of more rows end as failed jobs with code -3, subcode 1504045.</summary>
    public int MaxAsyncRows { get; init; } = int.MaxValue;

    /// <summary>Every n-th page of an answer is empty and has a <c>next</c>; 0 is never.</summary>
    public int EmptyPageEvery { get; init; }

    /// <summary>After this time a cursor is refused with code 100.</summary>
    public TimeSpan CursorLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How often an asynchronous run is polled before it is completed.</summary>
    public int PollsUntilJobCompletes { get; init; } = 3;
}
