using System.Text;
using System.Text.Json;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Collects the runs and prints their medians and ratios, as a table for people and as JSON for comparison over time.</summary>
internal sealed class BenchmarkReport(BenchmarkOptions options, long bytes)
{
    public const string Ours = "ConnectNet";
    public const string Java = "Java";
    private const string Bare = "bare loop";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly List<Footprint> _footprints = [];
    private readonly List<Measurement> _measurements = [];

    public void Add(Measurement measurement) => _measurements.Add(measurement);

    public void Add(Footprint footprint) => _footprints.Add(footprint);

    public string Table()
    {
        var text = new StringBuilder();
        text.AppendLine($"{options.Lines:N0} lines, {bytes / 1e6:0} MB, median of {options.Rounds} round(s), {Environment.ProcessorCount} cores");
        Row(text, "", Ours, Java, Bare, "of Java", "of bare");
        foreach (var leg in Leg.All)
        {
            var (ours, java, bare) = (Speed(Ours, leg), Speed(Java, leg), Speed(Bare, leg));
            Row(text, $"{leg.Name}, records per CPU-second", Number(ours), Number(java), Number(bare), Ratio(ours, java), Ratio(ours, bare));
        }
        Resource(text, "start to REST ready, s", print => print.SecondsToReady, "0.0");
        Resource(text, "idle memory, MB", print => print.IdleMegabytes, "0");
        Resource(text, "peak memory, MB", print => print.PeakMegabytes, "0");
        return text.ToString();
    }

    public string Json() => JsonSerializer.Serialize(
        new { options.Lines, Bytes = bytes, options.Rounds, Cores = Environment.ProcessorCount, Measurements = _measurements, Footprints = _footprints }, Indented);

    private static void Row(StringBuilder text, string name, string ours, string java, string bare, string ofJava, string ofBare) =>
        text.AppendLine($"{name,-76}{ours,12}{java,12}{bare,12}{ofJava,9}{ofBare,9}");

    private static string Number(double? value, string format = "N0") => value?.ToString(format) ?? "-";

    private static string Ratio(double? ours, double? other) => ours is null || other is null ? "-" : (ours.Value / other.Value).ToString("0.00");

    private static double? Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private void Resource(StringBuilder text, string name, Func<Footprint, double> figure, string format)
    {
        var ours = Median(_footprints.Where(print => print.Contender == Ours).Select(figure));
        var java = Median(_footprints.Where(print => print.Contender == Java).Select(figure));
        Row(text, name, Number(ours, format), Number(java, format), "-", Ratio(ours, java), "-");
    }

    private double? Speed(string contender, Leg leg) => Median(_measurements
        .Where(measurement => measurement.Contender == contender && measurement.Leg == leg.Name).Select(measurement => measurement.RecordsPerCpuSecond));
}
