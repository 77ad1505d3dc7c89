using System.Text.Json;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.FacebookAds.Sync;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>A row as a record without offset, with the date and the rest of its key as text.</summary>
internal sealed record ReadRow(SourceRecord Record, DateOnly Date, string[] KeyParts);

/// <summary>
/// Turns rows of a report into records. An absent metric is null. A metric that is present but malformed is null too, and counted and
/// logged: a single value must not stop an account, and a rule on the field can send the record to the dead-letter queue.
/// </summary>
internal sealed class RowReader(FacebookAdsConfig config, ReportSpec report, Action<string, string> onMalformed)
{
    private readonly RecordShape _shape = new(report, config.IncludeRaw);

    public ReadRow Read(JsonElement row, AccountInfo account, Slice slice, DateTimeOffset extractedAt)
    {
        var date = FacebookAdsConfig.ParseDate(Text(row, "date_start") ?? "")
            ?? throw new DataException($"A row of stream {report.Stream}, account {account.Id}, slice {slice} has no date_start.");
        string[] parts = [.. KeyParts(row, account, slice)];
        var accountId = Text(row, "account_id") ?? account.Id;
        var value = new Struct(_shape.Value)
            .Put("platform", "facebook")
            .Put("account_id", accountId)
            .Put("account_name", Text(row, "account_name") ?? account.Name)
            .Put("date", EpochMillis.From(date))
            .Put("account_timezone", account.ZoneName)
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
        value.Put("attribution", report.Attribution)
            .Put("api_version", config.ApiVersion)
            .Put("extracted_at", EpochMillis.From(extractedAt))
            .Put("slice", slice.ToString())
            .Put("is_final", date <= account.Today(extractedAt).AddDays(-config.LookbackDays));
        if (config.IncludeRaw)
        {
            value.Put("raw", row.GetRawText());
        }

        return new ReadRow(Record(Key(accountId, date, parts), _shape.Value, value, extractedAt), date, parts);
    }

    /// <summary>The tombstone of a row that is no longer there.</summary>
    public SourceRecord Tombstone(AccountInfo account, DateOnly date, IReadOnlyList<string> keyParts, DateTimeOffset extractedAt) =>
        Record(Key(account.Id, date, keyParts), null, null, extractedAt);

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;

    private SourceRecord Record(Struct key, Schema? valueSchema, Struct? value, DateTimeOffset extractedAt) => new()
    {
        Topic = report.Topic,
        KeySchema = _shape.Key,
        Key = key,
        ValueSchema = valueSchema,
        Value = value,
        Timestamp = extractedAt.ToUnixTimeMilliseconds(),
    };

    private Struct Key(string accountId, DateOnly date, IReadOnlyList<string> parts)
    {
        var key = new Struct(_shape.Key).Put("account_id", accountId).Put("date", EpochMillis.From(date));
        for (var i = 0; i < parts.Count; i++)
        {
            key.Put(_shape.Key.Fields[i + 2], parts[i]);
        }

        return key;
    }

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
