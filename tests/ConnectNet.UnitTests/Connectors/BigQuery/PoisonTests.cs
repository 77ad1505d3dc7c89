using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>What one record asks of a table or key and cannot have is that record's error; the others of its batch are stored once.</summary>
public sealed class PoisonTests
{
    private static readonly Dictionary<string, string?> MayAdd = new() { ["allowNewBigQueryFields"] = "true", ["allowBigQueryRequiredFieldRelaxation"] = "true" };

    /// <summary>Name of a field, part of the error.</summary>
    public static TheoryData<string, string> OddNames => new()
    {
        { "x.y", "Column x.y: BigQuery takes no '.' in a column name. Rename the field (transform ReplaceField), or set sanitizeFieldNames to true" },
        { "tab\there", "BigQuery takes no U+0009 in a column name" },
        { new string('a', 301), "Column " + new string('a', 60) + "…: a column name has at most 300 characters, this one has 301" },
        { "_TABLE_x", "BigQuery reserves column names that start with _TABLE_" },
        { "_file_x", "BigQuery reserves column names that start with _FILE_" },
        { "_partitiontime", "BigQuery reserves column names that start with _PARTITION" },
        { "_Row_Timestamp", "BigQuery reserves column names that start with _ROW_TIMESTAMP" },
        { "__root__x", "BigQuery reserves column names that start with __ROOT__" },
        { "_colidentifier1", "BigQuery reserves column names that start with _COLIDENTIFIER" },
        { "_CHANGE_TYPE", "BigQuery reserves column names that start with _CHANGE_TYPE" },
    };

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task A_name_that_no_column_can_have_is_its_records_error(string name, string error)
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd, reporter: true);
        var nested = SchemaBuilder.Struct().Field(name, Schema.OptionalInt64).Build();
        await sink.WriteAsync(
            sink.Record(Row("a", 1)), sink.Record(Row("a", 2, name, Schema.OptionalString)), sink.Record(Row("a", 3)),
            sink.Record(Row("a", 4, "in", SchemaBuilder.Array(nested).Optional().Build())), sink.Record(Row("a", 5)),
            // No table yet: the odd one comes first, and must not keep the next from creating it.
            sink.Record(Row("a", 6, name, Schema.OptionalString), topic: "made"), sink.Record(Row("a", 7), topic: "made"));

        Assert.Equal([1L, 3L, 5L], Stored(sink, "ads"));
        Assert.Equal([7L], Stored(sink, "made"));
        Assert.Equal(["a"], sink.StandIn.Table("marketing.ads")!.Columns.Select(column => column.Name));
        Assert.Equal([("ads", 1L), ("ads", 3L), ("made", 0L)], sink.Reported.Select(report => (report.Record.Topic, report.Record.Offset)));
        Assert.Contains(error, sink.Reported[0].Error.Message);
        Assert.StartsWith("The record at topic ads, partition 0, offset 3 cannot be written to BigQuery: Column in", sink.Reported[1].Error.Message);
    }

    [Fact]
    public async Task Sanitized_names_are_stored_and_those_that_meet_then_are_refused()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>(MayAdd) { ["sanitizeFieldNames"] = "true" }, reporter: true);
        var twins = SchemaBuilder.Struct().Field("a", Schema.Int64).Field("x-y", Schema.OptionalString).Field("x.y", Schema.OptionalString).Build();
        await sink.WriteAsync(
            sink.Record(Row("a", 1)), sink.Record(Row("a", 2, "x.y", Schema.OptionalString)), sink.Record(new Struct(twins).Put("a", 3L)),
            sink.Record(Row("a", 4, "_table_", Schema.OptionalString)), sink.Record(Row("a", 5)));

        Assert.Equal([1L, 2L, 5L], Stored(sink, "ads"));
        Assert.Equal(["a", "x_y"], sink.StandIn.Table("marketing.ads")!.Columns.Select(column => column.Name));
        Assert.Contains("two fields of the record are called x_y in the table: sanitizeFieldNames is true, and case does not count", sink.Reported[0].Error.Message);
        Assert.Contains("BigQuery reserves column names that start with _TABLE_", sink.Reported[1].Error.Message);
    }

    [Fact]
    public async Task Names_that_differ_in_case_only_or_are_the_connectors_own_are_refused()
    {
        await using var sink = await SinkHarness.StartAsync(
            new Dictionary<string, string?>(MayAdd) { ["kafkaKeyFieldName"] = "the_key", ["kafkaDataFieldName"] = "place" }, reporter: true);
        var key = Samples.Key("k");
        await sink.WriteAsync(
            sink.Record(Row("a", 1)), sink.Record(Row("a", 2, "A", Schema.OptionalString)), sink.Record(Row("a", 3, "Place", Schema.OptionalString)),
            sink.Record(Row("a", 4, "THE_KEY", Schema.OptionalString), key: key), sink.Record(Row("a", 5), key: "text", keySchema: Schema.String),
            sink.Record(Row("a", 6), key: key));

        Assert.Equal([1L, 6L], Stored(sink, "ads"));
        Assert.Equal(
            [
                "Column A: two fields of the record are called A in the table: case does not count. Rename one (transform ReplaceField)",
                "Column place: the record has a field of this name, which kafkaDataFieldName gives to another column; case does not count. Rename the field (transform ReplaceField), or change kafkaDataFieldName",
                "Column the_key: the record has a field of this name, which kafkaKeyFieldName gives to another column; case does not count. Rename the field (transform ReplaceField), or change kafkaKeyFieldName",
                "kafkaKeyFieldName stores keys that are structs, and this record's key is STRING. Wrap the key (transform HoistField$Key), or leave kafkaKeyFieldName out",
            ],
            sink.Reported.Select(report => report.Error.Message.Split("BigQuery: ")[1]));
    }

    [Fact]
    public async Task Records_nested_too_deeply_or_with_too_many_columns_are_refused()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd, reporter: true);
        var many = Enumerable.Range(0, 10_000).Aggregate(SchemaBuilder.Struct().Field("a", Schema.Int64), (builder, i) => builder.Field("c" + i, Schema.OptionalString)).Build();
        await sink.WriteAsync(
            sink.Record(Row("a", 1)), sink.Record(Row("a", 2, "deep", Nested(16))), sink.Record(Row("a", 3, "deep", Nested(15))),
            sink.Record(new Struct(many).Put("a", 4L)), sink.Record(new Struct(many).Put("a", 5L), topic: "made"), sink.Record(Row("a", 6)),
            sink.Record(Row("a", 7, "deep", Nested(16)), topic: "made"));

        Assert.Equal([1L, 3L, 6L], Stored(sink, "ads"));
        Assert.Null(sink.StandIn.Table("marketing.made"));
        Assert.Contains("BigQuery nests records in at most 15 levels. Flatten the record", sink.Reported[0].Error.Message);
        Assert.Contains("the table would have 10001 columns, BigQuery takes 10000", sink.Reported[2].Error.Message);
        Assert.Equal(4, sink.Reported.Count);
    }

    /// <summary>Topic after transformations, part of the error.</summary>
    public static TheoryData<string, string> OddTopics => new()
    {
        { "a.b", "topic 'a.b' gives no table: BigQuery takes no '.' in a table id, and this one is 'a.b'. Set sanitizeTopics to true" },
        { "t$20260131", "BigQuery takes no '$' in a table id" },
        { "a:b:c", "Incorrect regex replacement format in topic name 'a:b:c'" },
        { "marketing:", "a table id must not be empty" },
        { "no-set:t", "BigQuery takes no '-' in a dataset id" },
        { "absent:t", "table absent.t cannot be looked up for this record. BigQuery answered 404 (notFound): Not found: Dataset standin:absent" },
    };

    [Theory]
    [MemberData(nameof(OddTopics))]
    public async Task A_topic_that_names_no_table_is_its_records_error(string topic, string error)
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        await sink.WriteAsync(sink.Record(Row("a", 1)), sink.Record(Row("a", 2)) with { Topic = topic }, sink.Record(Row("a", 3)));

        Assert.Equal([1L, 3L], Stored(sink, "ads"));
        Assert.Contains(error, Assert.Single(sink.Reported).Error.Message);
    }

    /// <summary>Settings, columns of the odd record, part of the error.</summary>
    public static TheoryData<string, string, string, string> OddTables => new()
    {
        { "timestampPartitionFieldName=day", "x", "STRING", "Column day: the table cannot be created as timestampPartitionFieldName says: the record has no such field at its top level" },
        { "timestampPartitionFieldName=day", "day", "STRING", "tables are partitioned by one DATE, TIMESTAMP or DATETIME, and this field is STRING" },
        { "timestampPartitionFieldName=day", "day", "LIST", "and this field is a list" },
        { "timestampPartitionFieldName=day;timePartitioningType=HOUR", "day", "DATE", "timePartitioningType is HOUR, and this field is DATE" },
        { "timestampPartitionFieldName=day;clusteringPartitionFieldNames=x", "day", "TIMESTAMP", "Column x: the table cannot be created as clusteringPartitionFieldNames says: the record has no such field" },
    };

    [Theory]
    [MemberData(nameof(OddTables))]
    public async Task A_record_that_a_table_cannot_be_made_for_leaves_it_to_the_next(string settings, string field, string type, string error)
    {
        var config = settings.Split(';').Select(setting => setting.Split('=')).ToDictionary(sides => sides[0], sides => (string?)sides[1]);
        await using var sink = await SinkHarness.StartAsync(config, reporter: true);
        var schema = type switch
        {
            "STRING" => Schema.OptionalString,
            "DATE" => LogicalTypes.DateBuilder().Optional().Build(),
            "LIST" => SchemaBuilder.Array(LogicalTypes.Date).Optional().Build(),
            _ => LogicalTypes.TimestampBuilder().Optional().Build(),
        };
        var good = SchemaBuilder.Struct().Field("a", Schema.Int64).Field("day", LogicalTypes.Timestamp).Field("x", Schema.OptionalString).Build();
        await sink.WriteAsync(sink.Record(Row("a", 1, field, schema)), sink.Record(new Struct(good).Put("a", 2L).Put("day", new EpochMillis(0))));

        Assert.Equal([2L], Stored(sink, "ads"));
        Assert.Contains(error, Assert.Single(sink.Reported).Error.Message);
    }

    [Fact]
    public async Task Changes_of_columns_that_cannot_be_made_are_their_records_errors()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["allowNewBigQueryFields"] = "true" }, reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """
            {"schema":{"fields":[{"name":"a","type":"INTEGER","mode":"REQUIRED"},{"name":"s","type":"STRING"},{"name":"one","type":"RECORD","fields":[{"name":"x","type":"INTEGER"}]},
            {"name":"must","type":"STRING","mode":"REQUIRED","defaultValueExpression":"'d'"}]}}
            """);
        var inner = SchemaBuilder.Struct().Field("x", Schema.OptionalInt64).Field("y", Schema.OptionalInt64).Build();
        await sink.WriteAsync(
            sink.Record(Row("a", 1)),
            sink.Record(Row("a", 2, "new", Schema.String, "v")),
            sink.Record(Row("a", 3, "s", SchemaBuilder.Array(Schema.String).Build(), new List<object?> { "v" })),
            sink.Record(Row("a", 4, "s", inner, new Struct(inner).Put("x", 1L))),
            sink.Record(Row("a", 5, "one", Schema.String, "v")),
            sink.Record(Row("a", 6, "one", SchemaBuilder.Array(inner).Build(), new List<object?> { new Struct(inner).Put("x", 1L) })),
            sink.Record(Row("b", 7)),
            sink.Record(Row("a", 8)));

        Assert.Equal([1L, 8L], Stored(sink, "ads"));
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], sink.Reported.Select(report => report.Record.Offset).Order());
        Assert.Contains(sink.Reported, report => report.Error.Message.Contains("new has mode REQUIRED. Set allowBigQueryRequiredFieldRelaxation to true", StringComparison.Ordinal));
        Assert.Equal(["x"], sink.StandIn.Table("marketing.ads")!.Columns[2].Fields.Select(column => column.Name));
    }

    [Fact]
    public async Task Keys_that_cannot_be_a_tables_primary_key_are_their_records_errors()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["upsertEnabled"] = "true", ["deleteEnabled"] = "true" }, reporter: true);
        var other = SchemaBuilder.Struct().Field("other", Schema.String).Build();
        var nested = SchemaBuilder.Struct().Field("account_id", other).Build();
        var empty = SchemaBuilder.Struct().Field("account_id", SchemaBuilder.Struct().Build()).Field("date", LogicalTypes.Date).Build();
        var twins = SchemaBuilder.Struct().Field("k", Schema.String).Field("K", Schema.String).Build();
        await sink.WriteAsync(
            sink.Record(Samples.Value("a", 1), key: Samples.Key("a")),
            sink.Record(Samples.Value("b", 2), key: new Struct(other).Put("other", "o")),
            sink.Record(Samples.Value("c", 3), key: new Struct(nested).Put("account_id", new Struct(other).Put("other", "o"))),
            sink.Record(Samples.Value("d", 4), key: new Struct(empty).Put("account_id", new Struct(empty.Field("account_id")!.Schema)).Put("date", new EpochMillis(0))),
            sink.Record(Samples.Value("e", 5), key: new Struct(twins).Put("k", "k").Put("K", "k")),
            sink.Record(Samples.Value("f", 6)),
            sink.Record(null, key: "text", keySchema: Schema.String),
            sink.Record(Samples.Value("g", 7), key: Samples.Key("g")));

        Assert.Equal(["a", "g"], sink.StandIn.Rows("marketing.ads").Select(row => row["account_id"]));
        Assert.Equal([1L, 2L, 3L, 4L, 5L, 6L], sink.Reported.Select(report => report.Record.Offset));
        Assert.Contains("has the primary key (account_id, date), but upserts and deletes of these records need (other)", sink.Reported[0].Error.Message);
    }

    [Fact]
    public async Task A_whole_batch_of_odd_records_is_reported_and_does_not_stop_the_next()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd, reporter: true);
        await sink.WriteAsync([.. Enumerable.Range(0, 2000).Select(i => sink.Record(Row("a", i, "x." + i, Schema.OptionalString)))]);
        await sink.WriteAsync(sink.Record(Row("a", 1)));

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), sink.Reported.Select(report => report.Record.Offset));
        Assert.Equal([1L], Stored(sink, "ads"));
        Assert.True(sink.StandIn.Counters.RestRequests < 10, "names are refused without asking BigQuery");
    }

    [Fact]
    public async Task What_BigQuery_itself_refuses_of_a_record_is_that_records_error_also_when_columns_change_meanwhile()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd, reporter: true);
        await sink.WriteAsync(sink.Record(Row("a", 1)));
        sink.StandIn.Faults.FailRest("PATCH", 503, "backendError");
        sink.StandIn.Faults.FailRest("PATCH", 412, "conditionNotMet");
        sink.StandIn.Faults.FailRest("PATCH", 400, "invalid");
        await sink.WriteAsync(
            sink.Record(Row("a", 2)), sink.Record(Row("a", 3, "n", Schema.OptionalString)), sink.Record(Row("a", 4)), sink.Record(Row("a", 5, "m", Schema.OptionalString)));
        sink.StandIn.Faults.FailRest("POST", 413, "uploadTooLarge");
        await sink.WriteAsync(sink.Record(Row("a", 6), topic: "made"), sink.Record(Row("a", 7, "m", Schema.OptionalString), topic: "made"));

        Assert.Equal([1L, 2L, 4L, 5L], Stored(sink, "ads"));
        Assert.Equal([7L], Stored(sink, "made"));
        Assert.Equal(
            [
                "The record at topic ads, partition 0, offset 2 cannot be written to BigQuery: table marketing.ads cannot get its columns for this record. BigQuery answered 400 (invalid): injected fault",
                "The record at topic made, partition 0, offset 0 cannot be written to BigQuery: table marketing.made cannot be created for this record. BigQuery answered 413 (uploadTooLarge): injected fault",
            ],
            sink.Reported.Select(report => report.Error.Message));
    }

    [Fact]
    public async Task What_no_record_could_cure_still_fails_the_task()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd, reporter: true);
        sink.StandIn.Faults.FailRest("GET", 403, "accessDenied");
        await Assert.ThrowsAnyAsync<ConnectException>(async () => await sink.PutAsync(sink.Record(Row("a", 1))));
        await using var elsewhere = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["defaultDataset"] = "absent" }, reporter: true);
        var failure = await Assert.ThrowsAnyAsync<ConnectException>(async () => await elsewhere.PutAsync(elsewhere.Record(Row("a", 1))));
        Assert.Contains("Not found: Dataset standin:absent", failure.Message);
        Assert.Empty(elsewhere.Reported);
    }

    [Fact]
    public async Task Without_reporter_the_odd_record_fails_the_task_and_is_named()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd);
        await sink.WriteAsync(sink.Record(Row("a", 1), partition: 2));
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.PutAsync(
            sink.Record(Row("a", 2), partition: 2), sink.Record(Row("a", 3, "x.y", Schema.OptionalString), partition: 2)));
        Assert.StartsWith("The record at topic ads, partition 2, offset 2 cannot be written to BigQuery: Column x.y: BigQuery takes no '.' in a column name.", failure.Message);
    }

    [Fact]
    public async Task Flexible_column_names_are_stored()
    {
        await using var sink = await SinkHarness.StartAsync(MayAdd);
        string[] names = ["größe", "2nd", "net & gross %", "名前", "a-b"];
        foreach (var name in names)
        {
            await sink.WriteAsync(sink.Record(Row("a", 1, name, Schema.OptionalString, "v")));
        }

        Assert.Equal([.. names, "a"], sink.StandIn.Table("marketing.ads")!.Columns.Select(column => column.Name).OrderBy(name => name == "a"));
        Assert.Equal(names.Length, sink.StandIn.Rows("marketing.ads").Count(row => names.Count(name => row.GetValueOrDefault(name) is "v") == 1));
    }

    private static IEnumerable<long> Stored(SinkHarness sink, string table) => sink.StandIn.Rows("marketing." + table).Select(row => (long)row["a"]!).Order();

    private static Struct Row(string name, long number) => new Struct(SchemaBuilder.Struct().Field(name, Schema.Int64).Build()).Put(name, number);

    private static Struct Row(string name, long number, string more, Schema schema, object? value = null) =>
        new Struct(SchemaBuilder.Struct().Field(name, Schema.Int64).Field(more, schema).Build()).Put(name, number).Put(more, value);

    /// <summary>So many records in each other, the column that holds them counted.</summary>
    private static Schema Nested(int levels)
    {
        var schema = Schema.OptionalString;
        for (var i = 0; i < levels; i++)
        {
            schema = SchemaBuilder.Struct().Optional().Field("n", schema).Build();
        }

        return schema;
    }
}
