using ConnectNet.Sdk.Data;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

/// <summary>JSON without schema into an existing table: converted as BigQuery converts JSON rows, where nothing is lost.</summary>
public sealed class SchemalessTests
{
    /// <summary>Column, value, stored value.</summary>
    private static List<(string Column, object Value, object Stored)> Taken
    {
        get
        {
            List<(string, object, object)> data = [];
            void Add(string column, object value, object stored) => data.Add((column, value, stored));
            Add("INTEGER", "12", 12L);
            Add("INTEGER", "-9223372036854775808", long.MinValue);
            Add("INTEGER", "12.0", 12L);
            Add("INTEGER", "1.2e1", 12L);
            Add("INTEGER", 12.0, 12L);
            Add("FLOAT", "1.5", 1.5);
            Add("FLOAT", "0.1", 0.1);
            Add("FLOAT", "1e300", 1e300);
            Add("FLOAT", "-0.50", -0.5);
            Add("FLOAT", 9007199254740992L, 9007199254740992.0);
            Add("FLOAT", "NaN", double.NaN);
            Add("FLOAT", "-Infinity", double.NegativeInfinity);
            Add("FLOAT", "+inf", double.PositiveInfinity);
            Add("BOOLEAN", "true", true);
            Add("BOOLEAN", "TRUE", true);
            Add("BOOLEAN", "False", false);
            Add("BOOLEAN", 1L, true);
            Add("BOOLEAN", 0L, false);
            Add("STRING", 12L, "12");
            Add("STRING", 1.5, "1.5");
            Add("STRING", true, "true");
            Add("STRING", BigDecimal.Parse("1.50"), "1.50");
            Add("BYTES", "AP+A", new byte[] { 0, 255, 128 });
            Add("BYTES", "", Array.Empty<byte>());
            Add("BYTES", "AA==", new byte[] { 0 });
            Add("NUMERIC", "1.5", "1.5");
            Add("NUMERIC", "99999999999999999999999999999.999999999", "99999999999999999999999999999.999999999");
            Add("NUMERIC", "0.0000000010", "0.000000001");
            Add("NUMERIC", 1.1, "1.1");
            Add("NUMERIC", "0e-2147483647", "0");
            Add("BIGNUMERIC", "0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001");
            Add("DATE", "2026-01-31", "2026-01-31");
            Add("DATE", "2026-1-3", "2026-01-03");
            Add("TIME", "23:59:59.123456", "23:59:59.123456");
            Add("TIME", "1:02:03", "01:02:03");
            Add("TIME", "01:02:03.1000000", "01:02:03.1");
            Add("DATETIME", "2026-01-31 01:02:03", "2026-01-31T01:02:03");
            Add("DATETIME", "2026-01-31T01:02:03.5", "2026-01-31T01:02:03.5");
            Add("DATETIME", "2026-01-31", "2026-01-31T00:00:00");
            Add("TIMESTAMP", "2026-01-31T00:00:00Z", 1_769_817_600_000_000L);
            Add("TIMESTAMP", "2026-01-31 01:00:00.000001+01:00", 1_769_817_600_000_001L);
            Add("TIMESTAMP", "2026-01-31 00:00:00 UTC", 1_769_817_600_000_000L);
            Add("TIMESTAMP", "2026-01-30 22:30:00 -0130", 1_769_817_600_000_000L);
            Add("TIMESTAMP", 1_769_817_600L, 1_769_817_600_000_000L);
            Add("TIMESTAMP", 1_769_817_600.25, 1_769_817_600_250_000L);
            Add("JSON", new ConnectMap { { "a", 1L }, { "b", new List<object?> { "ä\"", null, 1.5, true } } }, """{"a":1,"b":["ä\"",null,1.5,true]}""");
            Add("JSON", new List<object?>(), "[]");
            Add("JSON", 1L, "1");
            Add("JSON", """{"a":1}""", """{"a":1}""");
            return data;
        }
    }

    /// <summary>Column, value, part of the error.</summary>
    private static List<(string Column, object Value, string Error)> Refused
    {
        get
        {
            List<(string, object, string)> data = [];
            const string NoText = "and the text is none that BigQuery reads as such without losing anything";
            void Add(string column, object value, string error) => data.Add((column, value, error));
            Add("INTEGER", "", NoText);
            Add("INTEGER", "12.5", NoText);
            Add("INTEGER", "9223372036854775808", NoText);
            Add("INTEGER", "1e999999999", NoText);
            Add("INTEGER", "1e-999999999", NoText);
            Add("INTEGER", 12.5, "is INTEGER in the table, which a value of type java.lang.Double cannot be stored in");
            Add("INTEGER", 9223372036854775808.0, "is INTEGER in the table");
            Add("INTEGER", true, "is INTEGER in the table");
            Add("FLOAT", "abc", NoText);
            Add("FLOAT", "1e400", "cannot hold all digits of the number");
            Add("FLOAT", "0.10000000000000000001", "cannot hold all digits of the number");
            Add("FLOAT", 9007199254740993L, "cannot hold all digits of the number");
            Add("FLOAT", long.MaxValue, "cannot hold all digits of the number");
            Add("BOOLEAN", "yes", NoText);
            Add("BOOLEAN", 2L, "is BOOLEAN in the table");
            Add("STRING", new ConnectMap { { "a", 1L } }, "is STRING in the table, but the value is an array or map");
            Add("STRING", new List<object?> { "a" }, "is STRING in the table, but the value is an array or map");
            Add("BYTES", "AP+", "is BYTES in the table, and the text is not base64");
            Add("BYTES", 1L, "is BYTES in the table");
            Add("NUMERIC", "1,5", NoText);
            Add("NUMERIC", "NaN", NoText);
            Add("NUMERIC", double.NaN, "is NUMERIC in the table");
            Add("NUMERIC", "0.0000000001", "has more than 9 digits after the point");
            Add("NUMERIC", "1e-2147483647", "has more than 9 digits after the point");
            Add("NUMERIC", "1e2147483647", "has too many digits before the point");
            Add("NUMERIC", "100000000000000000000000000000", "has too many digits before the point");
            Add("BIGNUMERIC", "1e-39", "has more than 38 digits after the point");
            Add("DATE", "31.01.2026", NoText);
            Add("DATE", "2026-02-30", NoText);
            Add("DATE", "2026-01-31T00:00:00Z", NoText);
            Add("DATE", 20000L, "is DATE in the table");
            Add("TIME", "24:00:00", NoText);
            Add("TIME", "1:30 PM", NoText);
            Add("TIME", "01:02:03.1234567", "digits below the microsecond");
            Add("DATETIME", "2026-01-31T00:00:00Z", NoText);
            Add("DATETIME", "2026-01-31T00:00:00+02:00", NoText);
            Add("TIMESTAMP", "10:00", NoText);
            Add("TIMESTAMP", "01/02/2026", NoText);
            Add("TIMESTAMP", "2026-01-31T00:00:00.1234567Z", "digits below the microsecond");
            Add("TIMESTAMP", "0001-01-01T00:00:00+01:00", "is outside the years 1 to 9999");
            Add("TIMESTAMP", 1_769_817_600_000L, "is outside the years 1 to 9999");
            Add("TIMESTAMP", 1e300, "is outside the years 1 to 9999");
            Add("JSON", new ConnectMap { { "a", double.NaN } }, "JSON has no NaN and no infinities");
            Add("JSON", new ConnectMap { { 1L, "a" } }, "the keys of a map in a JSON column must be texts");
            Add("JSON", "no json", "Invalid JSON value");
            return data;
        }
    }

    [Fact]
    public async Task What_loses_nothing_is_converted()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        var cases = Taken;
        await RunAsync(sink, cases.Select(item => (item.Column, item.Value)));

        Assert.Empty(sink.Reported.Select(report => report.Error.Message));
        for (var i = 0; i < cases.Count; i++)
        {
            var (column, value, stored) = cases[i];
            Assert.True(Same(stored, Assert.Single(sink.StandIn.Rows("marketing.ads"), row => row["id"] is long id && id == i)["v_" + column.ToLowerInvariant()]), $"{column} {value}");
        }
    }

    [Fact]
    public async Task What_would_lose_something_is_that_records_error_and_the_others_are_stored()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        var cases = Refused;
        await RunAsync(sink, cases.SelectMany(item => new[] { (item.Column, item.Value), ("INTEGER", (object)1L) }));

        Assert.Equal(cases.Count, sink.StandIn.Rows("marketing.ads").Count);
        foreach (var (record, error) in sink.Reported)
        {
            var (column, value, expected) = cases[(int)record.Offset / 2];
            Assert.True(error.Message.Contains(expected, StringComparison.Ordinal) && error.Message.Contains("v_" + column.ToLowerInvariant(), StringComparison.Ordinal),
                $"{column} {value}: {error.Message}");
        }

        Assert.Equal(cases.Count, sink.Reported.Select(report => report.Record.Offset).Distinct().Count());
    }

    [Fact]
    public async Task Lists_and_records_must_be_where_the_table_has_them()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """
            {"schema":{"fields":[{"name":"id","type":"INTEGER"},{"name":"tags","type":"INTEGER","mode":"REPEATED"},{"name":"docs","type":"JSON","mode":"REPEATED"},
            {"name":"rec","type":"RECORD","fields":[{"name":"x","type":"INTEGER"}]}]}}
            """);
        var taken = new ConnectMap
        {
            { "ID", "1" }, { "tags", new List<object?> { "1", 2L } }, { "docs", new List<object?> { new ConnectMap { { "a", 1L } } } }, { "rec", new ConnectMap { { "X", "3" } } },
        };
        await sink.WriteAsync(
            sink.Record(taken), sink.Record(new ConnectMap { { "tags", "1" } }), sink.Record(new ConnectMap { { "tags", new List<object?> { null } } }),
            sink.Record(new ConnectMap { { "rec", "x" } }), sink.Record(new ConnectMap { { "rec", new ConnectMap { { "y", 1L } } } }),
            sink.Record(new ConnectMap { { "id", 1L }, { "ID", 2L } }), sink.Record(new ConnectMap { { "id", 2L }, { "tags", null } }));

        var rows = sink.StandIn.Rows("marketing.ads");
        Assert.Equal([1L, 2L], rows.Select(row => row["id"]));
        Assert.Equal(new List<object?> { 1L, 2L }, rows[0]["tags"]);
        Assert.Equal(new List<object?> { """{"a":1}""" }, rows[0]["docs"]);
        Assert.Equal(3L, ((IReadOnlyDictionary<string, object?>)rows[0]["rec"]!)["x"]);
        Assert.Equal(
            [
                "Column tags: is REPEATED in the table, but the value is of type java.lang.String",
                "Column tags: an array must not hold null",
                "Column rec: is a RECORD in the table, but the value is of type java.lang.String",
                "Column rec.y: the table has no such column, and a record without schema cannot add one. Add the column, drop the field (transform ReplaceField), or set ignoreUnknownFields to true",
            ],
            sink.Reported.Take(4).Select(report => report.Error.Message.Split("BigQuery: ")[1]));
        Assert.Contains(": two fields of the record go to this column: case does not count", sink.Reported[4].Error.Message);
        Assert.Equal(5, sink.Reported.Count);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_refused_rather_than_replaced()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        sink.StandIn.CreateTable("marketing.ads", """{"schema":{"fields":[{"name":"s","type":"STRING"},{"name":"j","type":"JSON"}]}}""");
        await sink.WriteAsync(
            sink.Record(new ConnectMap { { "s", "half \ud83d" } }), sink.Record(new ConnectMap { { "j", new ConnectMap { { "k", "half \ud83d" } } } }),
            sink.Record(new ConnectMap { { "s", "whole 😀" }, { "j", new ConnectMap { { "k", "whole 😀" } } } }));

        var row = Assert.Single(sink.StandIn.Rows("marketing.ads"));
        Assert.Equal(("whole 😀", """{"k":"whole 😀"}"""), (row["s"], ((string)row["j"]!).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal)));
        Assert.Equal(2, sink.Reported.Count);
    }

    private static async Task RunAsync(SinkHarness sink, IEnumerable<(string Column, object Value)> cases)
    {
        string[] types = ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "BYTES", "NUMERIC", "BIGNUMERIC", "DATE", "TIME", "DATETIME", "TIMESTAMP", "JSON"];
        var columns = types.Select(type => $$"""{"name":"v_{{type.ToLowerInvariant()}}","type":"{{type}}"}""");
        sink.StandIn.CreateTable("marketing.ads", """{"schema":{"fields":[{"name":"id","type":"INTEGER"},""" + string.Join(',', columns) + "]}}");
        await sink.WriteAsync([.. cases.Select((item, i) => sink.Record(new ConnectMap { { "id", (long)i }, { "v_" + item.Column.ToLowerInvariant(), item.Value } }))]);
    }

    private static bool Same(object expected, object? actual) =>
        expected is byte[] bytes ? actual is byte[] stored && bytes.AsSpan().SequenceEqual(stored) : expected.Equals(actual);
}
