using System.Globalization;
using System.Text.Json.Nodes;

namespace ConnectNet.Tools.Demo;

/// <summary>The demo's connectors as a table that is drawn over its last state; for a terminal.</summary>
internal sealed class LiveTable(MarketingFlow flow, TextWriter terminal)
{
    private const string ToLineEnd = "\u001b[K";
    private readonly Dictionary<string, (double Out, long At)> _last = [];
    private int _lines;

    public async Task DrawAsync()
    {
        var figures = await WorkerFigures.ReadAsync(flow.Worker.Client);
        string[] lines =
        [
            $"{TimeProvider.System.GetLocalNow():HH:mm:ss}, the ads API's clock {flow.Ads.Clock.GetUtcNow():yyyy-MM-dd HH:mm}, Ctrl-C ends",
            Row("connector", "state", "in", "out", "rejected", "lag", "rows/s", "last error"),
            await RowAsync(flow.Source, figures.Sum("kafka_connect_source_task_source_record_poll_total", flow.Source),
                figures.Sum("kafka_connect_source_task_source_record_write_total", flow.Source), figures, "-"),
            await RowAsync(flow.Sink, figures.Sum("kafka_connect_sink_task_sink_record_read_total", flow.Sink),
                figures.Sum("kafka_connect_sink_task_sink_record_send_total", flow.Sink), figures, Number(figures.Lag(flow.Sink))),
            $"table {flow.Table} has {flow.Warehouse.Rows(flow.Table).Count} rows",
        ];
        await terminal.WriteAsync((_lines > 0 ? $"\u001b[{_lines}A" : "") + string.Concat(lines.Select(static line => line + ToLineEnd + "\n")));
        await terminal.FlushAsync();
        _lines = lines.Length;
    }

    private static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    private static string Row(string connector, string state, string read, string written, string rejected, string lag, string rate, string error) =>
        $"{connector,-16}{state,-11}{read,9}{written,9}{rejected,10}{lag,7}{rate,9}  {error}";

    private async Task<string> RowAsync(string connector, double read, double written, WorkerFigures figures, string lag)
    {
        var (state, error) = await StateAsync(connector);
        var rejected = figures.Sum("kafka_connect_task_error_deadletterqueue_produce_requests", connector);
        return Row(connector, state, Number(read), Number(written), Number(rejected), lag, Number(Rate(connector, written)), error);
    }

    private double Rate(string connector, double written)
    {
        var now = TimeProvider.System.GetTimestamp();
        var rate = _last.TryGetValue(connector, out var last) ? (written - last.Out) / TimeProvider.System.GetElapsedTime(last.At, now).TotalSeconds : 0;
        _last[connector] = (written, now);
        return Math.Max(0, rate);
    }

    /// <summary>A connector with a task in another state is in that one; the error is the first line of a trace.</summary>
    private async Task<(string State, string Error)> StateAsync(string connector)
    {
        var answer = await flow.Worker.Client.GetAsync($"/connectors/{connector}/status");
        if (answer.Status != 200)
        {
            return ("starting", "-");
        }
        var parts = (answer.Json!["tasks"]?.AsArray() ?? []).OfType<JsonNode>().Append(answer.Json["connector"]!).ToList();
        var part = parts.Find(static p => (string?)p["state"] != "RUNNING") ?? parts[0];
        var error = ((string?)part["trace"])?.Split('\n')[0] ?? "-";
        return ((string?)part["state"] ?? "-", error.Length > 60 ? error[..60] + "…" : error);
    }
}
