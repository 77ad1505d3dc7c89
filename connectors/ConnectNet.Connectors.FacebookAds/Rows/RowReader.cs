using System.Text.Json;
using ConnectNet.Connectors.Http.Rows;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>
/// Turns rows of a report into records. An absent metric is null. A metric that is present but malformed is null too, and counted and
/// logged: a single value must not stop an account, and a rule on the field can send the record to the dead-letter queue.
/// </summary>
internal sealed class RowReader(FacebookAdsConfig config, ReportSpec report, Action<string, string> onMalformed)
{
    private readonly RecordShape _shape = new(report, config.Sync.IncludeRaw);

    public ReadRow Read(JsonElement row, AccountInfo account, Slice slice, DateTimeOffset extractedAt)
    {
        var date = SyncSettings.ParseDate(Text(row, "date_start") ?? "")
            ?? throw new DataException($"A row of stream {report.Stream}, account {account.Id}, slice {slice} has no date_start.");
        string[] parts = [.. KeyParts(row, account, slice)];
        var value = _shape.Shape.Begin(account, date)
            .Put("account_id", Text(row, "account_id") ?? account.Id)
            .Put("account_name", Text(row, "account_name") ?? account.Name)
            .Put("currency", Text(row, "account_currency") ?? account.Currency);
        foreach (var level in report.IdLevels)
        {
            value.Put(level + "_id", Text(row, level + "_id")).Put(level + "_name", Text(row, level + "_name"));
        }

        for (var i = 0; i < report.Breakdowns.Count; i++)
        {
            value.Put(report.Breakdowns[i], parts[^(report.Breakdowns.Count - i)]);
        }

        foreach (var metric in _shape.Metrics)
        {
            value.Put(metric.Column, ReadMetric(row, metric, account));
        }

        PutConversions(value, row);
        value.Put("attribution", report.Attribution);
        var isFinal = date <= account.Today(extractedAt).AddDays(-config.Sync.LookbackDays);
        return _shape.Shape.End(value, parts, new RowOrigin(date, slice, extractedAt, config.ApiVersion, isFinal), row.GetRawText);
    }

    /// <summary>The tombstone of a row that is no longer there.</summary>
    public SourceRecord Tombstone(AccountInfo account, DateOnly date, IReadOnlyList<string> keyParts, DateTimeOffset extractedAt) =>
        _shape.Shape.Tombstone(account.Id, date, keyParts, extractedAt);

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private IEnumerable<string> KeyParts(JsonElement row, AccountInfo account, Slice slice)
    {
        if (report.IdField is { } field)
        {
            yield return Text(row, field)
                ?? throw new DataException($"A row of stream {report.Stream}, account {account.Id}, slice {slice} has no {field}, so it has no key.");
        }

        foreach (var breakdown in report.Breakdowns)
        {
            yield return Breakdown(row, breakdown);
        }
    }

    /// <summary>Rows without a value do occur, and a key must not hold null. Assets come as objects with an id.</summary>
    private static string Breakdown(JsonElement row, string name)
    {
        if (row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            return Text(value, "id") ?? value.GetRawText();
        }

        return Text(row, name) ?? "unknown";
    }

    private object? ReadMetric(JsonElement row, Metric metric, AccountInfo account)
    {
        if (!row.TryGetProperty(metric.Field, out var element))
        {
            return null;
        }

        switch (metric.Kind)
        {
            case MetricKind.Count when Numbers.TryCount(element, out var count):
                return count;
            case MetricKind.Decimal when Numbers.TryDecimal(element, out var number):
                return number;
            case MetricKind.Actions when ActionStats.TryRead(element, out var stats):
                return stats;
            case MetricKind.Text:
                return element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? element.GetRawText() : Numbers.Text(element);
            default:
                onMalformed(account.Id, metric.Field);
                return null;
        }
    }

    private void PutConversions(Struct value, JsonElement row)
    {
        value.Put("conversions", ValueOf(row, "actions")?.ToDouble()).Put("conversion_value", ValueOf(row, "action_values"));
    }

    private BigDecimal? ValueOf(JsonElement row, string list) =>
        row.TryGetProperty(list, out var element)
            && ActionStats.TryRead(element, out var stats) ? ActionStats.ValueOf(stats, config.ConversionActionType) : null;
}
