using ConnectNet.TestKit.Processes;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>What to measure: which scenarios, how many records, how often, and which contenders.</summary>
internal sealed record BenchmarkOptions
{
    public int Lines { get; init; } = 2_000_000;

    public int Rounds { get; init; } = 3;

    public bool WithJava { get; init; } = true;

    /// <summary>Whether workers have carried other records before those that are measured.</summary>
    public bool IsWarm { get; init; } = true;

    public IReadOnlyList<Scenario> Scenarios { get; init; } = Scenario.Of([]);

    /// <summary>Properties of both workers beside the common ones; without any, each has its own defaults.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> WorkerProperties { get; init; } = [];

    public string JsonFile { get; init; } = Path.Combine(Repository.Artifacts, "bench.json");

    /// <exception cref="ArgumentException">An argument is unknown; the message lists the known ones.</exception>
    public static BenchmarkOptions Parse(string[] arguments)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Lines = 300_000, Rounds = 1 },
                "--scenario" => options with { Scenarios = Find(arguments[++i]) },
                "--lines" => options with { Lines = int.Parse(arguments[++i]) },
                "--rounds" => options with { Rounds = int.Parse(arguments[++i]) },
                "--set" => options with { WorkerProperties = [.. options.WorkerProperties, Property(arguments[++i])] },
                "--without-java" => options with { WithJava = false },
                "--cold" => options with { IsWarm = false },
                "--json" => options with { JsonFile = arguments[++i] },
                var unknown => throw new ArgumentException(
                    $"'{unknown}' is none of --quick, --scenario A,B, --lines N, --rounds N, --set KEY=VALUE, --without-java, --cold, --json FILE"),
            };
        }
        return options;
    }

    private static KeyValuePair<string, string> Property(string text) => text.Split('=', 2) is [{ Length: > 0 } key, var value]
        ? new(key, value)
        : throw new ArgumentException($"'{text}' after --set is not KEY=VALUE");

    private static IReadOnlyList<Scenario> Find(string names)
    {
        var found = Scenario.Of(names.Split(','));
        return found.Count > 0
            ? found
            : throw new ArgumentException($"there is no scenario '{names}'; there are {string.Join(", ", Scenario.All.Select(scenario => scenario.Name))}");
    }
}
