using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Simulators.BigQuery;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.BigQuery;

public sealed class FaultTests
{
    private static readonly Dictionary<string, string?> Upserts = new() { ["upsertEnabled"] = "true" };

    public static TheoryData<string> PassingFaults =>
        ["Unavailable", "Aborted", "Internal", "Cancelled", "DeadlineExceeded", "Unknown", "ResourceExhausted"];

    [Theory]
    [MemberData(nameof(PassingFaults))]
    public async Task Passing_faults_lose_and_repeat_nothing(string code)
    {
        var status = Enum.Parse<RpcCode>(code);
        await using var sink = await SinkHarness.StartAsync(Upserts);
        await sink.WriteAsync(Upsert(sink, "a", 1));
        sink.StandIn.Faults.FailAppends(
            new AppendFault(AppendFaultKind.EndStream, status), new AppendFault(AppendFaultKind.InBand, status),
            new AppendFault(AppendFaultKind.EndStream, status) { StoresRows = true }, new AppendFault(AppendFaultKind.Reset),
            new AppendFault(AppendFaultKind.Reset) { StoresRows = true });

        await sink.PutAsync(Upsert(sink, "a", 2), Upsert(sink, "b", 1));
        await sink.PutAsync(Upsert(sink, "b", 2));
        await sink.WriteAsync(Upsert(sink, "a", 3));

        Assert.Equal([("a", 3L), ("b", 2L)], sink.StandIn.Rows("marketing.ads").Select(row => ((string)row["account_id"]!, (long)row["clicks"]!)));
    }

    [Fact]
    public async Task A_batch_lost_in_the_middle_of_many_on_the_way_arrives()
    {
        await using var sink = await SinkHarness.StartAsync();
        await sink.WriteAsync(sink.Record(Samples.Value("first", 0)));
        sink.StandIn.Faults.AcknowledgementDelay = TimeSpan.FromMilliseconds(5);
        sink.StandIn.Faults.FailAppends(new AppendFault(AppendFaultKind.InBand), new AppendFault(AppendFaultKind.InBand, RpcCode.ResourceExhausted));
        for (var i = 1; i <= 10; i++)
        {
            await sink.PutAsync(sink.Record(Samples.Value("k", i)));
        }

        await sink.WriteAsync();
        Assert.Equal(Enumerable.Range(0, 11).Select(i => (long)i), sink.StandIn.Rows("marketing.ads").Select(row => (long)row["clicks"]!).Order());
    }

    [Fact]
    public async Task Refused_rows_go_to_the_reporter_and_the_others_are_stored()
    {
        await using var sink = await SinkHarness.StartAsync(reporter: true);
        sink.StandIn.Faults.RefuseRow = (_, row) => row["clicks"] is < 0L ? "Field clicks: negative" : null;

        await sink.WriteAsync(
            sink.Record(Samples.Value("a", -1)), sink.Record(Samples.Value("b", 1)), sink.Record(Samples.Value("c", -2)),
            sink.Record(Samples.Value("d", 2)), sink.Record(Samples.Value("e", -3)));

        Assert.Equal(["b", "d"], sink.StandIn.Rows("marketing.ads").Select(row => row["account_id"]));
        Assert.Equal([0L, 2L, 4L], sink.Reported.Select(report => report.Record.Offset));
        Assert.All(sink.Reported, report => Assert.Contains("Field clicks", report.Error.Message));
    }

    [Fact]
    public async Task A_refused_row_without_reporter_fails_the_task_and_names_the_place()
    {
        await using var sink = await SinkHarness.StartAsync();
        sink.StandIn.Faults.RefuseRow = (_, row) => row["account_id"] is "b" ? "Field clicks: bad value" : null;
        await sink.PutAsync(sink.Record(Samples.Value("a"), partition: 3), sink.Record(Samples.Value("b"), partition: 3));

        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.CommitAsync());
        Assert.Equal("The record at topic ads, partition 3, offset 1 cannot be written to BigQuery: table marketing.ads refuses the row: Field clicks: bad value", failure.Message);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_fails_the_task_and_names_the_column()
    {
        await using var sink = await SinkHarness.StartAsync();
        var schema = SchemaBuilder.Struct().Field("spend", LogicalTypes.DecimalBuilder(2).Build()).Build();
        var tooLarge = BigDecimal.Parse(new string('9', 30) + ".00");
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.PutAsync(
            sink.Record(new Struct(schema).Put("spend", tooLarge), partition: 1)));
        Assert.Equal("The record at topic ads, partition 1, offset 0 cannot be written to BigQuery: Column spend: is NUMERIC, the value has too many digits before the point", failure.Message);
    }

    [Fact]
    public async Task A_fatal_status_fails_the_task_and_names_the_first_record_not_written()
    {
        await using var sink = await SinkHarness.StartAsync();
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        sink.StandIn.Faults.FailAppends(new AppendFault(AppendFaultKind.EndStream, RpcCode.PermissionDenied, "no write access"));
        await sink.PutAsync(sink.Record(Samples.Value("b")));

        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.CommitAsync());
        Assert.Contains("PermissionDenied: no write access. The first record concerned is topic ads, partition 0, offset 1.", failure.Message);
        await Assert.ThrowsAsync<ConnectException>(async () => await sink.PutAsync());
    }

    [Fact]
    public async Task Faults_that_do_not_pass_fail_the_task_when_the_patience_is_over()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["retryTimeoutMs"] = "100" });
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        sink.StandIn.Faults.FailAppends([.. Enumerable.Repeat(new AppendFault(AppendFaultKind.EndStream), 1000)]);
        await sink.PutAsync(sink.Record(Samples.Value("b")));

        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await sink.CommitAsync());
        Assert.Contains("Unavailable: injected fault", failure.Message);
    }

    [Fact]
    public async Task Tokens_that_expire_during_a_stream_are_renewed()
    {
        await using var sink = await SinkHarness.StartAsync(Upserts, new BigQueryStandInOptions
        {
            TokenLifetime = TimeSpan.FromSeconds(1),
            ExpireRunningStreams = true,
        });
        for (var i = 0; i < 6; i++)
        {
            await sink.WriteAsync(Upsert(sink, "a", i), Upsert(sink, $"k{i}", i));
            await Task.Delay(400);
        }

        Assert.Equal(7, sink.StandIn.Rows("marketing.ads").Count);
        Assert.True(sink.StandIn.Counters.Connections > 1);
        Assert.True(sink.StandIn.TokensIssued > 1);
    }

    [Fact]
    public async Task A_revoked_token_is_renewed_once_during_a_stream_and_for_tables()
    {
        await using var sink = await SinkHarness.StartAsync(options: new BigQueryStandInOptions { ExpireRunningStreams = true });
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        sink.StandIn.RevokeTokens();
        await sink.WriteAsync(sink.Record(Samples.Value("b")));
        sink.StandIn.RevokeTokens();
        await sink.WriteAsync(sink.Record(Samples.Value("c"), topic: "other"));

        Assert.Equal(2, sink.StandIn.Rows("marketing.ads").Count);
        Assert.Equal(3, sink.StandIn.TokensIssued);
    }

    [Fact]
    public async Task A_key_that_the_token_server_refuses_fails_the_task_without_telling_the_key()
    {
        using var other = System.Security.Cryptography.RSA.Create(2048);
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["keyfile"] = null });
        var key = System.Text.Json.Nodes.JsonNode.Parse(sink.StandIn.KeyFile)!;
        key["private_key"] = other.ExportPkcs8PrivateKeyPem();
        await using var wrong = await SinkHarness.StartAsync(new Dictionary<string, string?>
        {
            ["keyfile"] = key.ToJsonString(),
            ["bigquery.rest.endpoint"] = sink.StandIn.RestEndpoint,
        });
        var failure = await Assert.ThrowsAsync<ConnectException>(async () => await wrong.PutAsync(wrong.Record(Samples.Value("a"))));
        Assert.Contains("The token server refuses the key in keyfile: invalid_grant", failure.Message);
        Assert.DoesNotContain("PRIVATE KEY", failure.ToString());
    }

    [Fact]
    public async Task Nothing_secret_is_logged()
    {
        await using var sink = await SinkHarness.StartAsync();
        sink.StandIn.Faults.FailAppends(new AppendFault(AppendFaultKind.EndStream), new AppendFault(AppendFaultKind.Reset));
        sink.StandIn.Faults.FailRest("tables", 503, "backendError");
        await sink.WriteAsync(sink.Record(Samples.Value("a")));

        Assert.NotEmpty(sink.Logged);
        Assert.DoesNotContain(sink.Logged, line => line.Contains("standin.", StringComparison.Ordinal) || line.Contains("PRIVATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_that_is_deleted_while_rows_arrive_is_created_again()
    {
        await using var sink = await SinkHarness.StartAsync(Upserts);
        await sink.WriteAsync(Upsert(sink, "a", 1));
        sink.StandIn.DeleteTable("marketing.ads");
        await sink.WriteAsync(Upsert(sink, "a", 2));

        Assert.Equal(2L, Assert.Single(sink.StandIn.Rows("marketing.ads"))["clicks"]);
        Assert.Equal(["account_id", "date"], sink.StandIn.Table("marketing.ads")!.PrimaryKey);
    }

    [Fact]
    public async Task A_new_table_may_take_a_while_to_be_visible_for_appends()
    {
        await using var sink = await SinkHarness.StartAsync(options: new BigQueryStandInOptions { TableDelay = TimeSpan.FromMilliseconds(300) });
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        Assert.Single(sink.StandIn.Rows("marketing.ads"));
    }

    [Fact]
    public async Task Tables_that_cannot_be_looked_up_let_the_same_batch_be_put_again()
    {
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?> { ["bigQueryRetry"] = "0" });
        sink.StandIn.Faults.FailRest("GET", 503, "backendError");
        sink.StandIn.Faults.FailRest("POST", 403, "rateLimitExceeded");
        await sink.WriteAsync(sink.Record(Samples.Value("a")));
        Assert.Single(sink.StandIn.Rows("marketing.ads"));

        sink.StandIn.Faults.FailRest("other", 403, "accessDenied");
        var failure = await Assert.ThrowsAnyAsync<ConnectException>(async () => await sink.PutAsync(sink.Record(Samples.Value("a"), topic: "other")));
        Assert.Contains("403 (accessDenied)", failure.Message);
    }

    [Fact]
    public async Task Requests_that_are_never_answered_go_again_over_another_connection()
    {
        var time = new FakeTimeProvider();
        await using var sink = await SinkHarness.StartAsync(new Dictionary<string, string?>(Upserts) { ["ackWaitMs"] = "0" }, time: time);
        sink.StandIn.Faults.HoldAcknowledgements();
        await sink.PutAsync(Upsert(sink, "a", 1));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (sink.StandIn.Counters.Connections < 2)
        {
            await Task.Delay(10, limit.Token);
            time.Advance(sink.StandIn.Counters.Appends == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(1));
        }

        sink.StandIn.Faults.ReleaseAcknowledgements();
        while ((await sink.CommitAsync())[new TopicPartition(SinkHarness.Topic, 0)] < 1)
        {
            await Task.Delay(10, limit.Token);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Single(sink.StandIn.Rows("marketing.ads"));
    }

    private static SinkRecord Upsert(SinkHarness sink, string account, long clicks) =>
        sink.Record(Samples.Value(account, clicks), key: Samples.Key(account));
}
