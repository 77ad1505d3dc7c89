using System.Globalization;

namespace ConnectNet.Tools.Demo;

/// <summary>One print of the demo's figures: states, records per connector, rows, rejected records.</summary>
internal static class DemoTable
{
    public static async Task WriteAsync(MarketingFlow flow)
    {
        var figures = await WorkerFigures.ReadAsync(flow.Worker.Client);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"--- {TimeProvider.System.GetLocalNow():HH:mm:ss}, the ads API's clock {flow.Ads.Clock.GetUtcNow():yyyy-MM-dd HH:mm}"));
        Console.WriteLine($"{flow.Source,-16}{await StateAsync(flow, flow.Source),-12}{figures.Sum("kafka_connect_source_task_source_record_write_total", flow.Source),8} records to topic {flow.Topic}");
        Console.WriteLine($"{flow.Sink,-16}{await StateAsync(flow, flow.Sink),-12}{figures.Sum("kafka_connect_sink_task_sink_record_send_total", flow.Sink),8} records to table {flow.Table}, which has {flow.Warehouse.Rows(flow.Table).Count} rows");
        Console.WriteLine($"{"rejected",-28}{figures.Sum("kafka_connect_task_error_deadletterqueue_produce_requests", flow.Sink),8} records to topic {flow.RejectedTopic}");
    }

    private static async Task<string> StateAsync(MarketingFlow flow, string connector)
    {
        var answer = await flow.Worker.Client.GetAsync($"/connectors/{connector}/status");
        return answer.Status == 200 ? (string)answer.Json!["connector"]!["state"]! : "starting";
    }
}
