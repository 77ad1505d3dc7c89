using System.Text;
using System.Text.Json;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// Collects the runs and prints medians, and the ratios of runs of the same round with minimum, median and maximum: as a table for people
/// and as JSON for comparison over time.
/// </summary>
internal sealed class BenchmarkReport(BenchmarkOptions options)
{
    public const string Ours = "ConnectNet";
    public const string Java = "Java";
    public const string Bare = "bare loop";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly List<Footprint> _footprints = [];
    private readonly List<Measurement> _measurements = [];

    /// <exception cref="InvalidOperationException">A sink wrote something else than the others did.</exception>
    public void Add(Measurement measurement)
    {
        if (_measurements.FirstOrDefault(other => other.Scenario == measurement.Scenario && other.OutputBytes != measurement.OutputBytes) is { } other)
        {
            throw new InvalidOperationException(
                $"scenario {measurement.Scenario}: {measurement.Contender} wrote {measurement.OutputBytes} bytes, {other.Contender} {other.OutputBytes}");
        }
        _measurements.Add(measurement);
    }

    public void Add(Footprint footprint) => _footprints.Add(footprint);

    public string Table()
    {
        var text = new StringBuilder();
        text.AppendLine(
            $"{options.Lines:N0} records, {options.Rounds} round(s), {Environment.ProcessorCount} cores; medians, ratios with minimum, median, maximum");
        text.AppendLine(options.WorkerProperties.Count == 0
            ? "both workers with the same properties, what is not set at its own default"
            : "both workers with " + string.Join(", ", options.WorkerProperties.Select(property => $"{property.Key}={property.Value}")));
        text.AppendLine(options.IsWarm ? "workers warmed up on a tenth of the records" : "fresh workers for every scenario and round");
        Row(text, "", Ours, Java, Bare, "of Java", "of bare loop");
        foreach (var scenario in options.Scenarios)
        {
            text.AppendLine($"({scenario.Name}) {scenario.Title}");
            Figure(text, scenario, "records per CPU-second", run => run.RecordsPerCpuSecond);
            Figure(text, scenario, "records per second", run => run.RecordsPerSecond);
            Figure(text, scenario, "peak memory, MB", run => run.PeakMegabytes);
        }
        text.AppendLine("worker without connectors");
        Resource(text, "start to REST ready, s", print => print.SecondsToReady, "0.00");
        Resource(text, "create to RUNNING, s", print => print.SecondsToRunning, "0.000");
        Resource(text, "memory, MB", print => print.IdleMegabytes, "0");
        return text.ToString();
    }

    public string Json() => JsonSerializer.Serialize(
        new
        {
            options.Lines,
            options.Rounds,
            options.WorkerProperties,
            options.IsWarm,
            Cores = Environment.ProcessorCount,
            Ratios = options.Scenarios.Select(scenario => new
            {
                scenario.Name,
                scenario.Title,
                CpuOfJava = Ratios(scenario.Name, Java, run => run.RecordsPerCpuSecond),
                CpuOfBare = Ratios(scenario.Name, Bare, run => run.RecordsPerCpuSecond),
                TimeOfJava = Ratios(scenario.Name, Java, run => run.RecordsPerSecond),
                TimeOfBare = Ratios(scenario.Name, Bare, run => run.RecordsPerSecond),
                MemoryOfJava = Ratios(scenario.Name, Java, run => run.PeakMegabytes),
            }),
            Measurements = _measurements,
            Footprints = _footprints,
        },
        Indented);

    private static void Row(StringBuilder text, string name, string ours, string java, string bare, string ofJava, string ofBare) =>
        text.AppendLine($"{name,-28}{ours,12}{java,12}{bare,12}  {ofJava,-18}{ofBare,-18}".TrimEnd());

    private static string Number(Spread? spread, string format = "N0") => spread?.Median.ToString(format) ?? "-";

    private static string Text(Spread? ratio) => ratio is null ? "-" : $"{ratio.Minimum:0.00} {ratio.Median:0.00} {ratio.Maximum:0.00}";

    private static Spread? Ratios<T>(IEnumerable<T> ours, IEnumerable<T> theirs, Func<T, int> round, Func<T, double> figure) =>
        Spread.Of(ours.Join(theirs, round, round, (mine, other) => figure(mine) / figure(other)));

    private void Figure(StringBuilder text, Scenario scenario, string name, Func<Measurement, double> figure) => Row(
        text,
        "    " + name,
        Number(Spread.Of(Runs(Ours, scenario.Name).Select(figure))),
        Number(Spread.Of(Runs(Java, scenario.Name).Select(figure))),
        Number(Spread.Of(Runs(Bare, scenario.Name).Select(figure))),
        Text(Ratios(scenario.Name, Java, figure)),
        Text(Ratios(scenario.Name, Bare, figure)));

    private void Resource(StringBuilder text, string name, Func<Footprint, double> figure, string format)
    {
        var (ours, java) = (Footprints(Ours), Footprints(Java));
        Row(
            text, "    " + name, Number(Spread.Of(ours.Select(figure)), format), Number(Spread.Of(java.Select(figure)), format), "-",
            Text(Ratios(ours, java, print => print.Round, figure)), "-");
    }

    private Spread? Ratios(string scenario, string other, Func<Measurement, double> figure) =>
        Ratios(Runs(Ours, scenario), Runs(other, scenario), run => run.Round, figure);

    private IEnumerable<Measurement> Runs(string contender, string scenario) =>
        _measurements.Where(measurement => measurement.Contender == contender && measurement.Scenario == scenario);

    private IEnumerable<Footprint> Footprints(string contender) => _footprints.Where(print => print.Contender == contender);
}
