using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Simulators.BigQuery;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

public sealed class WritingTests
{
    private static readonly Dictionary<string, string?> Changes = new() { ["upsertEnabled"] = "true", ["deleteEnabled"] = "true" };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_table_is_created_and_filled(bool tls)
    {
        await using var sink = await SinkHarness.StartAsync(tls: tls);

        await sink.WriteAsync(
            sink.Record(Samples.Value("a", 3, "12.345678", "Grüße 😀")),
            sink.Record(Samples.Value("b", 0, "0", "")),
            sink.Record(Samples.Value("c")));

        var rows = sink.StandIn.Rows("marketing.ads");
        Assert.Equal(3, rows.Count);
        Assert.Equal(("a", 3L, "12.345678", "Grüße 😀"), (rows[0]["account_id"], rows[0]["clicks"], rows[0]["spend"], rows[0]["name"]));
        Assert.Equal(("b", 0L, "0", "", "1970-01-01"), (rows[1]["account_id"], rows[1]["clicks"], rows[1]["spend"], rows[1]["name"], rows[1]["date"]));
        Assert.Equal((null, null, null), (rows[2]["clicks"], rows[2]["spend"], rows[2]["name"]));
        Assert.Equal(1, sink.StandIn.TokensIssued);
    }

    [Fact]
    public async Task Upserts_and_deletes_leave_one_row_per_key_whatever_is_repeated()
    {
        await using var sink = await SinkHarness.StartAsync(Changes);
        SinkRecord[] records =
        [
            sink.Record(Samples.Value("a", 1), key: Samples.Key("a")),
            sink.Record(Samples.Value("b", 1), key: Samples.Key("b")),
            sink.Record(Samples.Value("a", 2), key: Samples.Key("a")),
            sink.Record(Samples.Value("a", 5, day: 1), key: Samples.Key("a", 1)),
            sink.Record(null, key: Samples.Key("b")),
            sink.Record(null, key: Samples.Key("never there")),
        ];
        await sink.WriteAsync(records);
        await sink.WriteAsync(records[0], records[1]);

        var rows = sink.StandIn.Rows("marketing.ads");
        Assert.Equal([("a", "1970-01-01", 2L), ("a", "1970-01-02", 5L)], rows.Select(row => ((string)row["account_id"]!, (string)row["date"]!, (long)row["clicks"]!)));
        Assert.Equal(["account_id", "date"], sink.StandIn.Table("marketing.ads")!.PrimaryKey);
        Assert.Equal(2, sink.StandIn.Table("marketing.ads")!.StaleChanges);
    }

    [Fact]
    public async Task Only_acknowledged_offsets_are_committed()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["ackWaitMs"] = "50" });
        await sink.PutAsync(sink.Record(Samples.Value("a")), sink.Record(Samples.Value("b"), partition: 1));
        await CommittedAsync(sink, 1);

        sink.StandIn.Faults.HoldAcknowledgements();
        await sink.PutAsync(sink.Record(Samples.Value("c")), sink.Record(Samples.Value("d")));
        var held = await sink.CommitAsync();
        Assert.Equal(1, held[new TopicPartition(SinkHarness.Topic, 0)]);
        Assert.Equal(1, held[new TopicPartition(SinkHarness.Topic, 1)]);

        sink.StandIn.Faults.ReleaseAcknowledgements();
        await CommittedAsync(sink, 3);
    }

    [Fact]
    public async Task Put_refuses_a_batch_whole_while_too_much_is_unacknowledged_and_takes_it_later()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["queueSize"] = "0", ["ackWaitMs"] = "0" });
        sink.StandIn.Faults.HoldAcknowledgements();
        await sink.PutAsync(sink.Record(Samples.Value("a")));
        var waiting = sink.PutAsync(sink.Record(Samples.Value("b"))).AsTask();
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(200)));

        sink.StandIn.Faults.ReleaseAcknowledgements();
        await waiting;
        await CommittedAsync(sink, 2);
        Assert.Equal(2, sink.StandIn.Rows("marketing.ads").Count);
    }

    [Fact]
    public async Task Twenty_thousand_rows_of_changing_keys_arrive_in_requests_below_the_limit()
    {
        await using var sink = await SinkHarness.StartAsync(Changes);
        const int keys = 100;
        var text = new string('x', 2000);
        for (var batch = 0; batch < 40; batch++)
        {
            await sink.PutAsync([.. Enumerable.Range(0, 500).Select(i => sink.Record(
                Samples.Value($"k{i % keys}", (batch * 500) + i, name: text), key: Samples.Key($"k{i % keys}")))]);
        }

        await sink.WriteAsync();

        var rows = sink.StandIn.Rows("marketing.ads");
        Assert.Equal(Enumerable.Range(19_900, keys).Select(i => (long)i), rows.Select(row => (long)row["clicks"]!).Order());
        Assert.Equal(0, sink.StandIn.Table("marketing.ads")!.StaleChanges);
        Assert.InRange(sink.StandIn.Counters.LargestAppend, 1_000_000, 2_000_000);
        Assert.Equal(1, sink.StandIn.Counters.Connections);
    }

    [Fact]
    public async Task Large_rows_travel_alone_and_a_row_beyond_the_limit_is_reported()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        await sink.WriteAsync(
            sink.Record(Samples.Value("a", name: new string('x', 8_000_000))),
            sink.Record(Samples.Value("b", name: new string('x', 10_000_000))),
            sink.Record(Samples.Value("c", name: new string('x', 8_000_000))));

        Assert.Equal(["a", "c"], sink.StandIn.Rows("marketing.ads").Select(row => row["account_id"]));
        var (record, error) = Assert.Single(sink.Reported);
        Assert.Equal(1, record.Offset);
        Assert.Contains("BigQuery takes 9000000", error.Message);
    }

    [Fact]
    public async Task Requests_that_the_server_finds_too_large_are_halved()
    {
        await using var sink = await SinkHarness.StartAsync(options: new BigQueryStandInOptions { RequestLimit = 20_000 });
        await sink.WriteAsync([.. Enumerable.Range(0, 100).Select(i => sink.Record(Samples.Value($"k{i:D3}", i, name: new string('x', 1000))))]);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => (object)(long)i), sink.StandIn.Rows("marketing.ads").Select(row => row["clicks"]));
    }

    [Fact]
    public async Task Tombstones_are_skipped_without_delete_and_their_offsets_move_on()
    {
        await using var sink = await SinkHarness.StartAsync();
        await sink.WriteAsync(sink.Record(null), sink.Record(Samples.Value("a")), sink.Record(null));
        Assert.Single(sink.StandIn.Rows("marketing.ads"));
    }

    [Fact]
    public async Task A_missing_table_that_must_not_be_created_fails_the_task()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["autoCreateTables"] = "false" });
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.PutAsync(sink.Record(Samples.Value("a"))));
        Assert.Contains("marketing.ads does not exist", failure.Message);
    }

    private static async Task CommittedAsync(SinkHarness sink, long offset)
    {
        var partition = new TopicPartition(SinkHarness.Topic, 0);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await sink.CommitAsync())[partition] < offset)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(10, limit.Token);
        }
    }
}
