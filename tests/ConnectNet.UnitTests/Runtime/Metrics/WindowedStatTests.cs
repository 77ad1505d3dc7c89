using System.Globalization;
using ConnectNet.Runtime.Metrics;

namespace ConnectNet.UnitTests.Runtime.Metrics;

/// <summary>
/// Against what Kafka's own Rate, Max and Avg (clients 4.3.1, window of 2 samples of 30 s) gave for the same random values and times:
/// <c>windows.txt</c>.
/// </summary>
public sealed class WindowedStatTests
{
    [Fact]
    public void Every_measure_is_Kafka_s()
    {
        // Each of Kafka's statistics keeps its samples for itself, so measuring one does not empty another's.
        var (rate, max, average) = (New(), New(), New());
        var measures = 0;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Metrics", "windows.txt")))
        {
            var parts = line.Split(' ');
            var time = long.Parse(parts[1], CultureInfo.InvariantCulture);
            if (parts[0] == "record")
            {
                var value = double.Parse(parts[2], CultureInfo.InvariantCulture);
                rate.Record(value, time);
                max.Record(value, time);
                average.Record(value, time);
                continue;
            }

            measures++;
            Assert.Equal(double.Parse(parts[2], CultureInfo.InvariantCulture), rate.Rate(time), 9);
            Assert.Equal(double.Parse(parts[3], CultureInfo.InvariantCulture), max.Max(time));
            Assert.Equal(double.Parse(parts[4], CultureInfo.InvariantCulture), average.Average(time), 9);
        }

        Assert.True(measures > 40);
    }

    [Fact]
    public void Shares_are_of_what_was_recorded()
    {
        var stat = New();
        Assert.Equal(0, stat.Share(1, 0));
        stat.Record(1, 0);
        stat.Record(0, 1);
        stat.Record(1, 2);
        Assert.Equal(2.0 / 3, stat.Share(1, 3), 9);
        Assert.Equal(1.0 / 3, stat.Share(0, 3), 9);
    }

    private static WindowedStat New() => new(MetricWindow.Default);
}
