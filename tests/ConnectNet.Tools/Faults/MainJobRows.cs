using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Demo;

namespace ConnectNet.Tools.Faults;

/// <summary>The worker of the main job killed at three places, ten times each; in and out are the rows of the ads API and of the warehouse.</summary>
internal static class MainJobRows
{
    public static IEnumerable<FaultRow> All() => Enum.GetValues<KillPlace>().Select(place => new FaultRow($"main job killed, {place}", quick => RunAsync(place, quick ? 1 : 10))
    {
        Quick = place == KillPlace.UnacknowledgedAppends,
    });

    private static async Task<RowResult> RunAsync(KillPlace place, int rounds)
    {
        var count = HopCount.None;
        var (differences, notes) = (new List<string>(), new List<string>());
        await using var broker = await KraftBroker.StartAsync();
        for (var round = 1; round <= rounds; round++)
        {
            var outcome = await KillRun.RunAsync(broker, place, round);
            differences.AddRange(outcome.Differences);
            notes.Add(outcome.Evidence);
            count = new HopCount(count.In + outcome.Rows, count.Out + outcome.Rows, count.Lost + outcome.Differences.Count, 0);
        }
        return new RowResult(count, HopCount.None, null, differences, [string.Join("; ", notes.Distinct())]);
    }
}
