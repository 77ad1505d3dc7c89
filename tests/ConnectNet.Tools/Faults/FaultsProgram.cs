using ConnectNet.TestKit.Brokers;

namespace ConnectNet.Tools.Faults;

/// <summary><c>./connectnet faults</c>: runs the rows, one after the other, and prints their lines as they end.</summary>
internal static class FaultsProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (!TryParse(arguments, out var quick, out var names) || Chosen(quick, names) is not { Count: > 0 } rows)
        {
            await Console.Error.WriteLineAsync("usage: ./connectnet faults [--quick] [--row PART-OF-A-NAME]…\nrows:");
            await Console.Error.WriteLineAsync(string.Join('\n', FaultTable.Rows.Select(row => $"  {row.Name}{(row.Quick ? "  (quick)" : "")}")));
            return 1;
        }
        if (BrokerChoice.WhyNot(Needs.JavaWorker) is { } reason)
        {
            await Console.Error.WriteLineAsync($"faults {reason}");
            return 1;
        }
        Console.WriteLine($"{"",-48}{"into the topic",31} | {"out of it",25} | {"seconds",7} |");
        Console.WriteLine($"{"row",-48}{"in",9}{"out",9}{"lost",6}{"dupl.",7} | {"out",9}{"lost",7}{"dupl.",9} | {"again",7} |");
        var passed = 0;
        foreach (var row in rows)
        {
            var result = await row.RunAsync(quick);
            Print(row, result);
            passed += result.Passed ? 1 : 0;
        }
        Console.WriteLine($"{passed} of {rows.Count} rows passed");
        return passed == rows.Count ? 0 : 1;
    }

    private static bool TryParse(string[] arguments, out bool quick, out List<string> names)
    {
        (quick, names) = (false, []);
        for (var i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--quick":
                    quick = true;
                    break;
                case "--row" when i + 1 < arguments.Length:
                    names.Add(arguments[++i]);
                    break;
                default:
                    return false;
            }
        }
        return true;
    }

    /// <summary>Rows that are named; without names all, or those of the short form.</summary>
    private static List<FaultRow> Chosen(bool quick, List<string> names) =>
        [.. FaultTable.Rows.Where(row => names.Count > 0 ? names.Exists(name => row.Name.Contains(name, StringComparison.OrdinalIgnoreCase)) : !quick || row.Quick)];

    private static void Print(FaultRow row, RowResult result)
    {
        var (source, sink) = (result.Source, result.Sink);
        var seconds = result.Seconds is { } known ? $"{known:0.0}" : "-";
        Console.WriteLine(
            $"{row.Name,-48}{source.In,9}{source.Out,9}{source.Lost,6}{source.Duplicated,7} | {sink.Out,9}{sink.Lost,7}{sink.Duplicated,9} | {seconds,7} | "
            + (result.Passed ? "pass" : "FAIL"));
        foreach (var line in result.Failures.Select(failure => $"! {failure}").Concat(result.Notes))
        {
            Console.WriteLine($"    {line}");
        }
    }
}
