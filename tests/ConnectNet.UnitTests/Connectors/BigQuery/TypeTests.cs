using System.Numerics;
using ConnectNet.Sdk.Data;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>Every row of the type tables, through a created table and back.</summary>
public sealed class TypeTests
{
    private const string Debezium = "io.debezium.";
    private static readonly long Instant = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 123, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Schema, value, type of the column, stored value.</summary>
    public static TheoryData<string, Schema, object, string, object> Scalars
    {
        get
        {
            var data = new TheoryData<string, Schema, object, string, object>();
            void Add(string name, Schema schema, object value, string column, object stored) => data.Add(name, schema, value, column, stored);
            Add("boolean", Schema.Boolean, false, "BOOLEAN", false);
            Add("int8", Schema.Int8, (sbyte)-128, "INTEGER", -128L);
            Add("int16", Schema.Int16, (short)-32768, "INTEGER", -32768L);
            Add("int32", Schema.Int32, int.MinValue, "INTEGER", (long)int.MinValue);
            Add("int64", Schema.Int64, long.MaxValue, "INTEGER", long.MaxValue);
            Add("zero", Schema.Int64, 0L, "INTEGER", 0L);
            Add("float32", Schema.Float32, 1.5f, "FLOAT", 1.5);
            Add("float64", Schema.Float64, -0.1, "FLOAT", -0.1);
            Add("NaN", Schema.Float64, double.NaN, "FLOAT", double.NaN);
            Add("string", Schema.String, "ä€😀", "STRING", "ä€😀");
            Add("empty string", Schema.String, "", "STRING", "");
            Add("bytes", Schema.Bytes, new byte[] { 0, 255, 128 }, "BYTES", new byte[] { 0, 255, 128 });
            Add("date", LogicalTypes.Date, new EpochMillis(-EpochMillis.PerDay), "DATE", "1969-12-31");
            Add("first date", LogicalTypes.Date, new EpochMillis(-719162 * EpochMillis.PerDay), "DATE", "0001-01-01");
            Add("last date", LogicalTypes.Date, new EpochMillis(2932896 * EpochMillis.PerDay), "DATE", "9999-12-31");
            Add("time", LogicalTypes.Time, new EpochMillis(86_399_001), "TIME", "23:59:59.001");
            Add("midnight", LogicalTypes.Time, new EpochMillis(0), "TIME", "00:00:00");
            Add("timestamp", LogicalTypes.Timestamp, new EpochMillis(Instant), "TIMESTAMP", Instant * 1000);
            Add("early timestamp", LogicalTypes.Timestamp, new EpochMillis(-1), "TIMESTAMP", -1000L);
            Add("Debezium date", Named(SchemaType.Int32, "time.Date"), -1, "DATE", "1969-12-31");
            Add("Debezium time", Named(SchemaType.Int32, "time.Time"), 1, "TIME", "00:00:00.001");
            Add("Debezium micro time", Named(SchemaType.Int64, "time.MicroTime"), 86_399_999_999L, "TIME", "23:59:59.999999");
            Add("Debezium timestamp", Named(SchemaType.Int64, "time.Timestamp"), -1L, "TIMESTAMP", -1000L);
            Add("Debezium micro timestamp", Named(SchemaType.Int64, "time.MicroTimestamp"), -1L, "TIMESTAMP", -1L);
            Add("Debezium zoned timestamp", Named(SchemaType.String, "time.ZonedTimestamp"), "2026-03-01T01:30:00.000001+02:00", "TIMESTAMP",
                (new DateTimeOffset(2026, 2, 28, 23, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000) + 1);
            Add("Debezium zoned timestamp, nanoseconds", Named(SchemaType.String, "time.ZonedTimestamp"), "1969-12-31T23:59:59.123456789Z", "TIMESTAMP", -876544L);
            Add("Debezium nano timestamp", Named(SchemaType.Int64, "time.NanoTimestamp"), 5L, "INTEGER", 5L);
            Add("Debezium year", Named(SchemaType.Int32, "time.Year"), 2026, "INTEGER", 2026L);
            Add("Debezium JSON", Named(SchemaType.String, "data.Json"), "{}", "STRING", "{}");
            Add("Debezium UUID", Named(SchemaType.String, "data.Uuid"), "f", "STRING", "f");
            Add("money", LogicalTypes.DecimalBuilder(6).Build(), BigDecimal.Parse("-12345678901234567890123456789.123456"), "NUMERIC", "-12345678901234567890123456789.123456");
            Add("scale 9", LogicalTypes.DecimalBuilder(9).Build(), BigDecimal.Parse("0.000000001"), "NUMERIC", "0.000000001");
            Add("scale 10", LogicalTypes.DecimalBuilder(10).Build(), BigDecimal.Parse("0.0000000001"), "BIGNUMERIC", "0.0000000001");
            Add("negative scale", LogicalTypes.DecimalBuilder(-2).Build(), new BigDecimal(12, -2), "NUMERIC", "1200");
            Add("scale 38", LogicalTypes.DecimalBuilder(38).Build(), new BigDecimal(BigInteger.One, 38), "BIGNUMERIC", "0." + new string('0', 37) + "1");
            Add("many digits", LogicalTypes.DecimalBuilder(2).Parameter("connect.decimal.precision", "40").Build(),
                new BigDecimal(BigInteger.Pow(10, 40) - 1, 2), "BIGNUMERIC", new string('9', 38) + ".99");
            Add("limited digits", LogicalTypes.DecimalBuilder(2).Parameter("connect.decimal.precision", "5").Build(), BigDecimal.Parse("999.99"), "NUMERIC", "999.99");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Scalars))]
    public async Task A_value_arrives_in_the_column_for_its_schema(string name, Schema schema, object value, string column, object stored)
    {
        await using var sink = await SinkHarness.StartAsync();
        var optional = Optional(schema);
        var row = SchemaBuilder.Struct().Field("v", schema).Field("o", optional).Field("n", optional).Field("l", SchemaBuilder.Array(schema).Build()).Build();
        var record = new Struct(row).Put("v", value).Put("o", value).Put("l", new List<object?> { value, value });
        await sink.WriteAsync(sink.Record(record));

        var (columns, values) = (sink.StandIn.Table("marketing.ads")!.Columns, Assert.Single(sink.StandIn.Rows("marketing.ads")));
        Assert.True(columns.All(c => c.RestType == column), name);
        Assert.Equal(["Required", "Nullable", "Nullable", "Repeated"], columns.Select(c => c.Mode.ToString()));
        Assert.Equal(stored, values["v"]);
        Assert.Equal(stored, values["o"]);
        Assert.Null(values["n"]);
        Assert.Equal(new List<object?> { stored, stored }, values["l"]);
    }

    [Fact]
    public async Task Structs_maps_and_lists_nest()
    {
        await using var sink = await SinkHarness.StartAsync();
        var inner = SchemaBuilder.Struct().Field("x", Schema.OptionalInt64).Field("empty", SchemaBuilder.Struct().Build()).Build();
        var outer = SchemaBuilder.Struct()
            .Field("id", Schema.Int64)
            .Field("one", inner)
            .Field("none", Optional(inner))
            .Field("many", SchemaBuilder.Array(inner).Build())
            .Field("map", SchemaBuilder.Map(Schema.String, Schema.OptionalInt64).Build())
            .Field("deep", SchemaBuilder.Map(Schema.String, SchemaBuilder.Struct().Field("list", SchemaBuilder.Array(Schema.String).Build()).Build()).Build())
            .Doc("a table")
            .Build();
        var leaf = new Struct(inner).Put("x", 0L).Put("empty", new Struct(inner.Field("empty")!.Schema));
        var deep = outer.Field("deep")!.Schema.ValueSchema!;
        await sink.WriteAsync(sink.Record(new Struct(outer)
            .Put("id", 1L).Put("one", leaf).Put("many", new List<object?> { leaf, leaf })
            .Put("map", new ConnectMap { { "a", 1L }, { "b", null } })
            .Put("deep", new ConnectMap { { "k", new Struct(deep).Put("list", new List<object?> { "p", "" }) } })));

        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal(0L, At(row["one"], "x"));
        Assert.Null(row["none"]);
        Assert.Equal(2, ((List<object?>)row["many"]!).Count);
        var map = (List<object?>)row["map"]!;
        Assert.Equal(("a", 1L, "b", null), (At(map[0], "key"), At(map[0], "value"), At(map[1], "key"), At(map[1], "value")));
        Assert.Equal(new List<object?> { "p", "" }, At(At(((List<object?>)row["deep"]!)[0], "value"), "list"));
        Assert.Equal("a table", (string?)sink.StandIn.Table("marketing.ads")!.Resource["description"]);
        Assert.Equal(["x"], sink.StandIn.Table("marketing.ads")!.Columns.Single(column => column.Name == "one").Fields.Select(field => field.Name));
    }

    [Theory]
    [InlineData("FLOAT", "FLOAT", 12.5)]
    [InlineData("NUMERIC", "NUMERIC", "12.5")]
    [InlineData("bignumeric", "BIGNUMERIC", "12.5")]
    public async Task Decimals_follow_the_mode(string mode, string column, object stored)
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["decimalHandlingMode"] = mode,
            ["variableScaleDecimalHandlingMode"] = mode,
        });
        await sink.WriteAsync(sink.Record(Decimals(out _)));
        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal([column, column], sink.StandIn.Table("marketing.ads")!.Columns.Select(c => c.RestType));
        Assert.Equal((stored, stored), (row["d"], row["v"]));
    }

    [Fact]
    public async Task Decimals_can_be_records_of_scale_and_bytes()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["decimalHandlingMode"] = "RECORD" });
        await sink.WriteAsync(sink.Record(Decimals(out var unscaled)));
        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal((2L, 1L), (At(row["d"], "scale"), At(row["v"], "scale")));
        Assert.Equal(new BigDecimal(1250, 2).ToUnscaledBytes(), At(row["d"], "value"));
        Assert.Equal(unscaled, At(row["v"], "value"));
    }

    [Fact]
    public async Task Special_doubles_are_replaced_when_asked_for_and_defaults_stand_in_for_null()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["convertDoubleSpecialValues"] = "true",
            ["convertDebeziumTimestampToInteger"] = "true",
            ["allBQFieldsNullable"] = "true",
        });
        var schema = SchemaBuilder.Struct().Field("a", Schema.Float64).Field("b", Schema.Float64).Field("c", Schema.Float32)
            .Field("t", Named(SchemaType.Int64, "time.Timestamp")).Field("d", new SchemaBuilder(SchemaType.String).Optional().Default("x").Build()).Build();
        await sink.WriteAsync(sink.Record(new Struct(schema).Put("a", double.PositiveInfinity).Put("b", double.NaN).Put("c", float.NegativeInfinity).Put("t", 7L)));
        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal((double.MaxValue, double.Epsilon, double.Epsilon, 7L, "x"), (row["a"], row["b"], row["c"], row["t"], row["d"]));
        Assert.All(sink.StandIn.Table("marketing.ads")!.Columns, column => Assert.Equal("Nullable", column.Mode.ToString()));
    }

    [Fact]
    public async Task What_has_no_column_is_refused_with_its_name()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        var strings = SchemaBuilder.Array(Schema.String).Build();
        await RefusedAsync(sink, SchemaBuilder.Array(strings).Build(), new List<object?> { new List<object?> { "a" } },
            "Column v: an array of arrays or maps has no column type; wrap the inner one in a struct");
        await RefusedAsync(sink, SchemaBuilder.Array(Schema.OptionalString).Build(), new List<object?> { null }, "Column v: an array must not hold null");
        await RefusedAsync(sink, new SchemaBuilder(SchemaType.Int64).Name(Debezium + "time.Date").Build(), 1L,
            "Logical Type io.debezium.time.Date must be encoded as INT32; instead, found INT64");
        await RefusedAsync(sink, LogicalTypes.Time, new EpochMillis(86_400_000), "Column v: 86400000 is no time of day");
        await RefusedAsync(sink, LogicalTypes.Timestamp, new EpochMillis(long.MaxValue), "is outside the years 1 to 9999");
        await RefusedAsync(sink, LogicalTypes.DecimalBuilder(40).Build(), BigDecimal.Zero.WithScale(40), "fits neither NUMERIC nor BIGNUMERIC");
        await sink.WriteAsync(sink.Record("text", Schema.String));
        Assert.Contains("Top-level Kafka Connect schema must be of type 'struct'", sink.Reported[^1].Error.Message);
    }

    [Fact]
    public async Task A_table_made_by_hand_takes_what_fits_its_columns_exactly()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """
            {"schema":{"fields":[{"name":"ID","type":"NUMERIC","mode":"REQUIRED"},{"name":"at","type":"DATETIME"},{"name":"text","type":"STRING"},
            {"name":"made","type":"STRING","defaultValueExpression":"'now'"},{"name":"price","type":"NUMERIC","precision":"5","scale":"2"}]}}
            """);
        var schema = SchemaBuilder.Struct().Field("id", Schema.Int64).Field("at", LogicalTypes.Timestamp).Field("text", LogicalTypes.DecimalBuilder(2).Build())
            .Field("price", LogicalTypes.DecimalBuilder(3).Build()).Build();
        Struct Row(string price) => new Struct(schema).Put("id", 1L).Put("at", new EpochMillis(1)).Put("text", new BigDecimal(5, 2)).Put("price", BigDecimal.Parse(price));
        await sink.WriteAsync(sink.Record(Row("123.450")), sink.Record(Row("123.456")), sink.Record(Row("1000.000")));

        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal(("1", "1970-01-01T00:00:00.001", "0.05", "now", "123.45"), (row["ID"], row["at"], row["text"], row["made"], row["price"]));
        Assert.Contains("Column price: is NUMERIC(5, 2), the value has more than 2 digits after the point", sink.Reported[0].Error.Message);
        Assert.Contains("Column price: is NUMERIC(5, 2), the value has too many digits before the point", sink.Reported[1].Error.Message);
    }

    private static async Task RefusedAsync(SinkHarness sink, Schema schema, object value, string message)
    {
        var row = SchemaBuilder.Struct().Field("v", schema).Build();
        await sink.WriteAsync(sink.Record(new Struct(row).Put("v", value), topic: "t" + sink.Reported.Count));
        Assert.Contains(message, sink.Reported[^1].Error.Message);
    }

    private static Struct Decimals(out byte[] unscaled)
    {
        var variable = SchemaBuilder.Struct().Name(Debezium + "data.VariableScaleDecimal").Field("scale", Schema.Int32).Field("value", Schema.Bytes).Build();
        var schema = SchemaBuilder.Struct().Field("d", LogicalTypes.DecimalBuilder(2).Build()).Field("v", variable).Build();
        unscaled = new BigDecimal(125, 1).ToUnscaledBytes();
        return new Struct(schema).Put("d", BigDecimal.Parse("12.50")).Put("v", new Struct(variable).Put("scale", 1).Put("value", unscaled));
    }

    private static object? At(object? record, string field) => ((IReadOnlyDictionary<string, object?>)record!)[field];

    private static Schema Named(SchemaType type, string name) => new SchemaBuilder(type).Name(Debezium + name).Version(1).Build();

    private static Schema Optional(Schema schema)
    {
        var builder = new SchemaBuilder(schema.Type).Optional();
        if (schema.Name is not null)
        {
            builder.Name(schema.Name).Parameters(schema.Parameters);
        }

        foreach (var field in schema.Type == SchemaType.Struct ? schema.Fields : [])
        {
            builder.Field(field.Name, field.Schema);
        }

        return builder.Build();
    }
}
