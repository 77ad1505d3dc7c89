using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>Key and value schemas of a report's records, built once so that converters can cache them by reference. Immutable.</summary>
internal sealed class RecordShape
{
    private static readonly Schema OptionalDecimal = LogicalTypes.DecimalBuilder(Metric.Scale).Optional().Build();

    public RecordShape(ReportSpec report, bool includeRaw)
    {
        Metrics = [.. report.Metrics.Select(Metric.Of)];
        Key = BuildKey(report);
        Value = BuildValue(report, includeRaw);
    }

    public Schema Key { get; }

    public Schema Value { get; }

    public IReadOnlyList<Metric> Metrics { get; }

    private static Schema BuildKey(ReportSpec report)
    {
        var key = SchemaBuilder.Struct().Field("account_id", Schema.String).Field("date", LogicalTypes.Date);
        if (report.IdField is { } id)
        {
            key.Field(id, Schema.String);
        }

        foreach (var breakdown in report.Breakdowns)
        {
            key.Field(breakdown, Schema.String);
        }

        return key.Build();
    }

    private Schema BuildValue(ReportSpec report, bool includeRaw)
    {
        var value = SchemaBuilder.Struct()
            .Field("platform", Schema.String)
            .Field("account_id", Schema.String)
            .Field("account_name", Schema.OptionalString)
            .Field("date", LogicalTypes.Date)
            .Field("account_timezone", Schema.String)
            .Field("currency", Schema.String);
        foreach (var level in report.IdLevels)
        {
            value.Field(level + "_id", Schema.OptionalString).Field(level + "_name", Schema.OptionalString);
        }

        foreach (var breakdown in report.Breakdowns)
        {
            value.Field(breakdown, Schema.String);
        }

        foreach (var metric in Metrics)
        {
            value.Field(metric.Column, metric.Schema());
        }

        value.Field("conversions", Schema.OptionalFloat64)
            .Field("conversion_value", OptionalDecimal)
            .Field("attribution", Schema.String)
            .Field("api_version", Schema.String)
            .Field("extracted_at", LogicalTypes.Timestamp)
            .Field("slice", Schema.String)
            .Field("is_final", Schema.Boolean);
        return (includeRaw ? value.Field("raw", Schema.OptionalString) : value).Build();
    }
}
