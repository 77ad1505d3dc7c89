using System.Globalization;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Demo;

/// <summary>Figures from a worker's <c>/metrics</c>: sums over the series of a name that carry a label.</summary>
internal sealed class WorkerFigures(string text)
{
    public static async Task<WorkerFigures> ReadAsync(ConnectClient client) => new((await client.GetAsync("/metrics")).Body);

    public double Sum(string name, string connector) => SumOf(name, $"connector=\"{connector}\"");

    /// <summary>How many records the consumers of a sink are behind.</summary>
    public double Lag(string sink) => SumOf("kafka_consumer_fetch_manager_records_lag", $"clientid=\"connector-consumer-{sink}-");

    private double SumOf(string name, string label) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
