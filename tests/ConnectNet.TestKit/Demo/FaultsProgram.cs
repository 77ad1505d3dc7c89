using System.Globalization;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.TestKit.Demo;

/// <summary>
/// <c>./connectnet faults</c>: kills the worker of the main job at each place, ten times each (<c>--quick</c>: once), and counts the runs
/// whose warehouse ended equal to the truth.
/// </summary>
internal static class FaultsProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        var times = arguments switch
        {
            [] => 10,
            ["--quick"] => 1,
            ["--times", var number] => int.Parse(number, CultureInfo.InvariantCulture),
            _ => 0,
        };
        if (times < 1 || BrokerChoice.WhyNot(Needs.TopicAdmin | Needs.Compaction) is { } reason && Complain(reason))
        {
            await Console.Error.WriteLineAsync("usage: ./connectnet faults [--quick | --times N]");
            return 1;
        }
        await using var broker = await KafkaBroker.StartAsync();
        var outcomes = new List<KillOutcome>();
        for (var round = 1; round <= times; round++)
        {
            foreach (var place in Enum.GetValues<KillPlace>())
            {
                outcomes.Add(await KillRun.RunAsync(broker, place, round));
                Print(round, outcomes[^1]);
            }
        }
        Console.WriteLine();
        Console.WriteLine($"{"killed",-26}{"runs",6}{"equal",8}{"rows",8}");
        foreach (var place in outcomes.GroupBy(outcome => outcome.Place))
        {
            Console.WriteLine($"{place.Key,-26}{place.Count(),6}{place.Count(outcome => outcome.Differences.Count == 0),8}{place.Sum(outcome => outcome.Rows),8}");
        }
        return outcomes.All(outcome => outcome.Differences.Count == 0) ? 0 : 1;
    }

    private static bool Complain(string reason)
    {
        Console.Error.WriteLine($"faults {reason}");
        return true;
    }

    private static void Print(int round, KillOutcome outcome)
    {
        Console.WriteLine($"{round,3} {outcome.Place,-24}{outcome.Evidence,-50}{(outcome.Differences.Count == 0 ? $"{outcome.Rows} rows equal" : "DIFFERENT")}");
        foreach (var difference in outcome.Differences)
        {
            Console.WriteLine($"      {difference}");
        }
    }
}
