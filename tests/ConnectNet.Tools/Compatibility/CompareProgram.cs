using System.Diagnostics;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// <c>./connectnet compare</c>: the same requests, records and operations to the Java worker of <c>KAFKA_HOME</c> and to ours. Prints
/// every defect and a summary; ends with 0 only without defects.
/// </summary>
internal static class CompareProgram
{
    private static readonly (string Name, string Title, Func<Comparison, KafkaBroker, Task> Run)[] Parts =
    [
        ("golden", "REST, recorded answers", GoldenPart.RunAsync),
        ("alone", "REST, one worker", RequestsPart.AloneAsync),
        ("validation", "validation", static (comparison, broker) => RequestsPart.ValidationAsync(comparison, broker)),
        ("two", "REST, two workers", RequestsPart.TwoWorkersAsync),
        ("secured", "REST, secured", RequestsPart.SecuredAsync),
        ("settings", "REST, other settings", RequestsPart.SettingsAsync),
        ("standalone", "REST, standalone", RequestsPart.StandaloneAsync),
        ("vectors", "converters, transforms", static (comparison, _) => VectorsPart.RunAsync(comparison)),
        ("records", "records of internal topics", RecordsPart.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var wanted = Parts.Where(part => arguments.Length == 0 || arguments.Contains(part.Name)).ToList();
        if (arguments.Length > 0 && wanted.Count != arguments.Length)
        {
            await Console.Error.WriteLineAsync($"usage: ./connectnet compare [{string.Join(" | ", Parts.Select(part => part.Name))} ...]");
            return 1;
        }
        if (BrokerChoice.WhyNot(Needs.JavaWorker | Needs.Workers) is { } reason)
        {
            await Console.Error.WriteLineAsync($"compare {reason}");
            return 1;
        }
        await using var broker = await KafkaBroker.StartAsync();
        var clock = Stopwatch.StartNew();
        var comparisons = new List<Comparison>();
        foreach (var (name, title, run) in wanted)
        {
            var start = clock.Elapsed;
            var comparison = new Comparison(title);
            comparisons.Add(comparison);
            try
            {
                await run(comparison, broker);
            }
            catch (Exception e)
            {
                comparison.AddFailure(e);
            }
            Console.WriteLine($"{name}: {comparison.Cases} cases, {comparison.Defects.Count} defects, {(clock.Elapsed - start).TotalSeconds:0} s");
            foreach (var defect in comparison.Defects)
            {
                Console.WriteLine($"  {defect}");
            }
        }
        return Summarize(comparisons);
    }

    private static int Summarize(List<Comparison> comparisons)
    {
        Console.WriteLine();
        Console.WriteLine($"{"compared with the Java worker",-32}{"cases",8}{"equal",8}{"intended",10}{"defects",9}");
        foreach (var part in comparisons)
        {
            Console.WriteLine(part.Skipped is { } reason
                ? $"{part.Part,-32}skipped: {reason}"
                : $"{part.Part,-32}{part.Cases,8}{part.Equal,8}{part.Intended,10}{part.Defects.Count,9}");
        }
        Console.WriteLine($"{"all",-32}{comparisons.Sum(part => part.Cases),8}{comparisons.Sum(part => part.Equal),8}{comparisons.Sum(part => part.Intended),10}{comparisons.Sum(part => part.Defects.Count),9}");
        Console.WriteLine();
        Console.WriteLine("intended differences");
        foreach (var difference in IntendedDifference.All)
        {
            var count = comparisons.Sum(part => part.IntendedByName.GetValueOrDefault(difference.Name));
            Console.WriteLine($"{count,6}  {difference.Name}: {difference.Reason}");
        }
        return comparisons.Any(part => part.Defects.Count > 0) ? 1 : 0;
    }
}
