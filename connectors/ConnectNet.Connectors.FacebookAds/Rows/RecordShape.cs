using ConnectNet.Connectors.Http.Rows;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>The columns of a report's records. Immutable.</summary>
internal sealed class RecordShape
{
    private static readonly Schema OptionalDecimal = LogicalTypes.DecimalBuilder(Numbers.Scale).Optional().Build();

    public RecordShape(ReportSpec report, bool includeRaw)
    {
        Metrics = [.. report.Metrics.Select(Metric.Of)];
        string[] keyFields = report.IdField is { } id ? [id, .. report.Breakdowns] : [.. report.Breakdowns];
        Shape = new ReportShape(FacebookAdsKeys.Platform, report, keyFields, [.. Columns(report)], includeRaw);
    }

    public ReportShape Shape { get; }

    public IReadOnlyList<Metric> Metrics { get; }

    private IEnumerable<Column> Columns(ReportSpec report)
    {
        foreach (var level in report.IdLevels)
        {
            yield return new Column(level + "_id", Schema.OptionalString);
            yield return new Column(level + "_name", Schema.OptionalString);
        }

        foreach (var breakdown in report.Breakdowns)
        {
            yield return new Column(breakdown, Schema.String);
        }

        foreach (var metric in Metrics)
        {
            yield return new Column(metric.Column, metric.Schema());
        }

        yield return new Column("conversions", Schema.OptionalFloat64);
        yield return new Column("conversion_value", OptionalDecimal);
        yield return new Column("attribution", Schema.String);
    }
}
