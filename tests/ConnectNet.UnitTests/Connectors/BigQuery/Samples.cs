using ConnectNet.Sdk.Data;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>Records as the ads connectors make them, cut down.</summary>
internal static class Samples
{
    public static Schema KeySchema { get; } = SchemaBuilder.Struct()
        .Field("account_id", Schema.String)
        .Field("date", LogicalTypes.Date)
        .Build();

    public static Schema ValueSchema { get; } = SchemaBuilder.Struct()
        .Field("account_id", Schema.String)
        .Field("date", LogicalTypes.Date)
        .Field("name", Schema.OptionalString)
        .Field("clicks", Schema.OptionalInt64)
        .Field("spend", LogicalTypes.DecimalBuilder(6).Optional().Build())
        .Build();

    public static Struct Key(string account, int day = 0) =>
        new Struct(KeySchema).Put("account_id", account).Put("date", new EpochMillis(day * EpochMillis.PerDay));

    public static Struct Value(string account, long? clicks = null, string? spend = null, string? name = null, int day = 0) => new Struct(ValueSchema)
        .Put("account_id", account)
        .Put("date", new EpochMillis(day * EpochMillis.PerDay))
        .Put("name", name)
        .Put("clicks", clicks)
        .Put("spend", spend is null ? null : BigDecimal.Parse(spend).WithScale(6));
}
