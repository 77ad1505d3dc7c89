namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>What to measure: how many lines, how often, and which contenders.</summary>
internal sealed record BenchmarkOptions
{
    public int Lines { get; init; } = 2_000_000;

    public int Rounds { get; init; } = 3;

    public bool WithJava { get; init; } = true;

    public string JsonFile { get; init; } = Path.Combine(TestKit.Processes.Repository.Artifacts, "bench.json");

    public static BenchmarkOptions Parse(string[] arguments)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Lines = 300_000, Rounds = 1 },
                "--lines" => options with { Lines = int.Parse(arguments[++i]) },
                "--rounds" => options with { Rounds = int.Parse(arguments[++i]) },
                "--without-java" => options with { WithJava = false },
                "--json" => options with { JsonFile = arguments[++i] },
                var unknown => throw new ArgumentException($"'{unknown}' is none of --quick, --lines N, --rounds N, --without-java, --json FILE"),
            };
        }
        return options;
    }
}
