using System.Diagnostics;
using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;

namespace ConnectNet.UnitTests.Runtime.Metrics;

public sealed class ScrapeTimeTests
{
    private const int Connectors = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    /// <summary>The best of some scrapes counts, for other tests run beside this one.</summary>
    [Fact]
    public async Task A_scrape_of_a_thousand_connectors_takes_less_than_200_ms()
    {
        using var metrics = new ConnectMetrics(TimeProvider.System);
        using var worker = new WorkerMetrics(metrics, () => Connectors, () => Connectors);
        for (var i = 0; i < Connectors; i++)
        {
            var name = $"connector-{i}";
            _ = new ConnectorMetrics(metrics, name, "source", "FileStreamSource", "4.3.1");
            worker.AddTask(name, new TaskMetrics(metrics, name, 0, "running"));
            _ = new ErrorMetrics(metrics, name, 0);
            _ = new SourceTaskMetrics(metrics, name, 0);
        }

        using var text = new MemoryStream();
        var best = TimeSpan.MaxValue;
        var all = Stopwatch.StartNew();
        while (best >= Limit && all.Elapsed < TimeSpan.FromMinutes(1))
        {
            text.SetLength(0);
            var clock = Stopwatch.StartNew();
            await metrics.WriteToAsync(text, CancellationToken.None);
            best = best < clock.Elapsed ? best : clock.Elapsed;
        }

        Assert.True(text.Length > 30 * Connectors * 60, $"{text.Length} bytes");
        Assert.True(best < Limit, $"{best.TotalMilliseconds:0} ms");
    }
}
