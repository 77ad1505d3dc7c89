using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Simulators.BigQuery;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>How tables are named, made, partitioned and changed.</summary>
public sealed class TableTests
{
    private static readonly Schema Narrow = SchemaBuilder.Struct().Field("id", Schema.Int64).Field("name", Schema.String).Build();
    private static readonly Schema Wide = SchemaBuilder.Struct().Field("id", Schema.Int64).Field("name", Schema.OptionalString)
        .Field("more", SchemaBuilder.Struct().Field("x", Schema.Int64).Build()).Build();

    [Fact]
    public async Task New_fields_become_columns_and_required_ones_are_relaxed_where_allowed()
    {
        await using var sink = await SinkHarness.StartAsync(
            new Dictionary<string, string?> { ["allowNewBigQueryFields"] = "true", ["allowBigQueryRequiredFieldRelaxation"] = "true" },
            new BigQueryStandInOptions { SchemaDelay = TimeSpan.FromMilliseconds(300) });
        await sink.WriteAsync(sink.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a")));
        await sink.WriteAsync(
            sink.Record(new Struct(Narrow).Put("id", 2L).Put("name", "b")),
            sink.Record(new Struct(Wide).Put("id", 3L).Put("more", new Struct(Wide.Field("more")!.Schema).Put("x", 9L))),
            sink.Record(new Struct(Narrow).Put("id", 4L).Put("name", "c")));

        var rows = sink.StandIn.Rows("marketing.ads");
        Assert.Equal([1L, 2L, 3L, 4L], rows.Select(row => (long)row["id"]!).Order());
        var wide = rows.Single(row => row["id"] is 3L);
        Assert.Null(wide["name"]);
        Assert.Equal(9L, ((IReadOnlyDictionary<string, object?>)wide["more"]!)["x"]);
        Assert.Equal(["Required", "Nullable", "Nullable"], sink.StandIn.Table("marketing.ads")!.Columns.Select(column => column.Mode.ToString()));
    }

    [Fact]
    public async Task New_fields_that_are_not_allowed_are_reported_in_Javas_words()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        await sink.WriteAsync(
            sink.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a")),
            sink.Record(new Struct(Wide).Put("id", 2L).Put("more", new Struct(Wide.Field("more")!.Schema).Put("x", 9L))),
            sink.Record(new Struct(Narrow).Put("id", 3L).Put("name", "a")));

        Assert.Equal([1L, 3L], sink.StandIn.Rows("marketing.ads").Select(row => (long)row["id"]!));
        Assert.Contains("New Field found with the name more Ensure that allowNewBigQueryFields is true", Assert.Single(sink.Reported).Error.Message);
    }

    [Fact]
    public async Task Unknown_fields_can_be_dropped()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["ignoreUnknownFields"] = "true" });
        sink.StandIn.CreateTable("marketing.ads", """{"schema":{"fields":[{"name":"id","type":"INTEGER"}]}}""");
        await sink.WriteAsync(sink.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a")), sink.Record(new ConnectMap { { "id", 2L }, { "other", true } }));
        Assert.Equal([1L, 2L], sink.StandIn.Rows("marketing.ads").Select(row => (long)row["id"]!));
    }

    [Fact]
    public async Task Two_tasks_that_add_columns_do_not_undo_each_other()
    {
        var config = new Dictionary<string, string?> { ["allowNewBigQueryFields"] = "true", ["allowBigQueryRequiredFieldRelaxation"] = "true" };
        await using var one = await SinkHarness.StartAsync(config);
        await one.WriteAsync(one.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a")));
        await using var two = await SinkHarness.StartAsync(new Dictionary<string, string?>(config)
        {
            ["keyfile"] = one.StandIn.KeyFile,
            ["bigquery.rest.endpoint"] = one.StandIn.RestEndpoint,
            ["bigquery.storage.endpoint"] = one.StandIn.GrpcEndpoint,
        });
        await two.WriteAsync(two.Record(new Struct(Narrow).Put("id", 2L).Put("name", "a")));
        var left = SchemaBuilder.Struct().Field("id", Schema.Int64).Field("name", Schema.String).Field("left", Schema.OptionalString).Build();
        var right = SchemaBuilder.Struct().Field("id", Schema.Int64).Field("name", Schema.String).Field("right", Schema.OptionalString).Build();
        await one.WriteAsync(one.Record(new Struct(left).Put("id", 3L).Put("name", "a").Put("left", "l")));
        await two.WriteAsync(two.Record(new Struct(right).Put("id", 4L).Put("name", "a").Put("right", "r")));

        Assert.Equal(["id", "name", "left", "right"], one.StandIn.Table("marketing.ads")!.Columns.Select(column => column.Name));
        Assert.Equal(4, one.StandIn.Rows("marketing.ads").Count);
    }

    [Fact]
    public async Task Records_without_schema_fill_an_existing_table()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """
            {"schema":{"fields":[{"name":"id","type":"INTEGER","mode":"REQUIRED"},{"name":"day","type":"DATE"},{"name":"price","type":"NUMERIC"},
            {"name":"tags","type":"STRING","mode":"REPEATED"},{"name":"nested","type":"RECORD","fields":[{"name":"x","type":"FLOAT"}]},{"name":"at","type":"TIMESTAMP"}]}}
            """);
        await sink.WriteAsync(
            sink.Record(new ConnectMap
            {
                { "id", 1L }, { "day", "2026-01-31" }, { "price", "9.99" }, { "tags", new List<object?> { "a" } },
                { "nested", new ConnectMap { { "x", 1.5 } } }, { "at", "2026-01-31T00:00:00Z" },
            }),
            sink.Record(new ConnectMap { { "day", "2026-01-31" } }),
            sink.Record(new ConnectMap { { "id", 3L }, { "unknown", 1L } }),
            sink.Record(new List<object?>()));

        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal((1L, "2026-01-31", "9.99", 1_769_817_600_000_000L), (row["id"], row["day"], row["price"], row["at"]));
        Assert.Equal([1L, 2L, 3L], sink.Reported.Select(report => report.Record.Offset).Order());
        await sink.WriteAsync(sink.Record(new ConnectMap { { "id", 1L } }, topic: "absent"));
        Assert.Contains("records without schema cannot create it", sink.Reported[^1].Error.Message);
    }

    [Fact]
    public async Task Day_partitions_are_addressed_by_name()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["bigQueryPartitionDecorator"] = "true",
            ["bigQueryMessageTimePartitioning"] = "true",
        });
        var first = sink.Record(Samples.Value("a"));
        await sink.WriteAsync(first, sink.Record(Samples.Value("b")) with { Timestamp = first.Timestamp + EpochMillis.PerDay });

        Assert.Equal([("a", "20260131"), ("b", "20260201")],
            sink.StandIn.StoredRows("marketing.ads").Select(row => ((string)row.Values["account_id"]!, row.Partition!)).Order());
        Assert.Equal("""{"type":"DAY"}""", sink.StandIn.Table("marketing.ads")!.Resource["timePartitioning"]!.ToJsonString());
    }

    [Fact]
    public async Task The_default_decorator_leaves_tables_that_are_partitioned_otherwise_alone()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["bigQueryPartitionDecorator"] = null });
        sink.StandIn.CreateTable("marketing.plain", """{"schema":{"fields":[{"name":"id","type":"INTEGER"},{"name":"name","type":"STRING"}]}}""");
        await sink.WriteAsync(sink.Record(Samples.Value("a")), sink.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a"), topic: "plain"));

        Assert.NotNull(Assert.Single(sink.StandIn.StoredRows("marketing.ads")).Partition);
        Assert.Null(Assert.Single(sink.StandIn.StoredRows("marketing.plain")).Partition);

        await using var strict = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["bigQueryPartitionDecorator"] = "true" });
        strict.StandIn.CreateTable("marketing.ads", """{"schema":{"fields":[{"name":"id","type":"INTEGER"},{"name":"name","type":"STRING"}]},"timePartitioning":{"type":"HOUR"}}""");
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await strict.PutAsync(strict.Record(new Struct(Narrow).Put("id", 1L).Put("name", "a"))));
        Assert.EndsWith("Cannot use decorator syntax to write to table `marketing`.`ads` as it is partitioned by hour and not by day", failure.Message);
    }

    [Fact]
    public async Task Created_tables_are_partitioned_and_clustered_as_configured()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["timestampPartitionFieldName"] = "date",
            ["timePartitioningType"] = "month",
            ["partitionExpirationMs"] = "1000",
            ["clusteringPartitionFieldNames"] = "account_id, name",
        });
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        var table = sink.StandIn.Table("marketing.ads")!.Resource;
        Assert.Equal("""{"type":"MONTH","field":"date","expirationMs":"1000"}""", table["timePartitioning"]!.ToJsonString());
        Assert.Equal("""{"fields":["account_id","name"]}""", table["clustering"]!.ToJsonString());
    }

    [Fact]
    public async Task Names_are_mapped_and_sanitized_and_key_and_place_are_stored()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["sanitizeTopics"] = "true",
            ["sanitizeFieldNames"] = "true",
            ["kafkaKeyFieldName"] = "the_key",
            ["kafkaDataFieldName"] = "kafka",
        });
        var inner = SchemaBuilder.Struct().Field("in-ner", Schema.String).Build();
        var schema = SchemaBuilder.Struct().Field("1st-field", SchemaBuilder.Array(inner).Build()).Build();
        var value = new Struct(schema).Put("1st-field", new List<object?> { new Struct(inner).Put("in-ner", "x") });
        await sink.WriteAsync(sink.Record(value, key: Samples.Key("k"), topic: "a.b-c", partition: 2));

        var row = Assert.Single(sink.StandIn.Rows("marketing.a_b_c"));
        Assert.Equal("x", ((IReadOnlyDictionary<string, object?>)((List<object?>)row["_1st_field"]!)[0]!)["in_ner"]);
        Assert.Equal("k", ((IReadOnlyDictionary<string, object?>)row["the_key"]!)["account_id"]);
        var place = (IReadOnlyDictionary<string, object?>)row["kafka"]!;
        Assert.Equal(("a.b-c", 2L, 0L), (place["topic"], place["partition"], place["offset"]));
        Assert.InRange((long)place["insertTime"]!, 1_700_000_000_000_000, 4_000_000_000_000_000);
    }

    [Fact]
    public async Task Topics_of_one_table_keep_all_their_rows_and_datasets_come_from_the_topic_name()
    {
        await using var sink = await SinkHarness.StartAsync(
            new Dictionary<string, string?> { ["topic2TableMap"] = "one:all,two:all" }, new BigQueryStandInOptions { Datasets = ["marketing", "other"] });
        await sink.WriteAsync(sink.Record(Samples.Value("a"), topic: "one"), sink.Record(Samples.Value("b"), topic: "two"));
        Assert.Equal(["a", "b"], sink.StandIn.Rows("marketing.all").Select(row => row["account_id"]));

        await using var split = await SinkHarness.StartAsync(options: new BigQueryStandInOptions { Datasets = ["marketing", "other"] });
        await split.WriteAsync(split.Record(Samples.Value("a"), topic: "raw") with { Topic = "other:clean" });
        Assert.Single(split.StandIn.Rows("other.clean"));
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await split.PutAsync(split.Record(Samples.Value("a")) with { Topic = "a:b:c" }));
        Assert.Contains("Incorrect regex replacement format in topic name 'a:b:c'.", failure.Message);
    }

    [Fact]
    public async Task Upserts_need_a_table_with_the_keys_columns_as_primary_key()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["upsertEnabled"] = "true" }, reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """{"schema":{"fields":[{"name":"account_id","type":"STRING"},{"name":"date","type":"DATE"}]}}""");
        await sink.WriteAsync(sink.Record(Samples.Value("a"), key: Samples.Key("a")));
        Assert.Contains("Table marketing.ads has no primary key, but upserts and deletes of these records need (account_id, date)", sink.Reported[0].Error.Message);
        sink.Reported.Clear();

        await sink.WriteAsync(sink.Record(Samples.Value("a"), topic: "other"), sink.Record(Samples.Value("a"), key: "text", keySchema: Schema.String, topic: "other"));
        Assert.All(sink.Reported, report => Assert.Contains("need record keys that are structs of 1 to 16 fields", report.Error.Message));
    }

    [Fact]
    public async Task A_key_that_is_no_struct_goes_to_the_named_column()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["upsertEnabled"] = "true",
            ["deleteEnabled"] = "true",
            ["primaryKeyColumns"] = "id",
        });
        var schema = SchemaBuilder.Struct().Field("n", Schema.Int64).Field("must", Schema.String).Build();
        Struct Value(long n) => new Struct(schema).Put("n", n).Put("must", "m");
        await sink.WriteAsync(
            sink.Record(Value(1), key: "a", keySchema: Schema.String), sink.Record(Value(2), key: "b", keySchema: Schema.String),
            sink.Record(Value(3), key: "a", keySchema: Schema.String), sink.Record(null, key: "b", keySchema: Schema.String));

        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal(("a", 3L), (row["id"], row["n"]));
        Assert.Equal(["id"], sink.StandIn.Table("marketing.ads")!.PrimaryKey);
    }

    [Fact]
    public async Task A_delete_fills_columns_that_are_required()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["deleteEnabled"] = "true" });
        sink.StandIn.CreateTable("marketing.ads", """
            {"schema":{"fields":[{"name":"account_id","type":"STRING","mode":"REQUIRED"},{"name":"date","type":"DATE","mode":"REQUIRED"},
            {"name":"name","type":"STRING"},{"name":"clicks","type":"INTEGER","mode":"REQUIRED"},{"name":"spend","type":"NUMERIC","mode":"REQUIRED"}]},
            "tableConstraints":{"primaryKey":{"columns":["account_id","date"]}}}
            """);
        await sink.WriteAsync(sink.Record(Samples.Value("a", 1, "2"), key: Samples.Key("a")), sink.Record(null, key: Samples.Key("a")));
        Assert.Empty(sink.StandIn.Rows("marketing.ads"));
    }
}
