using ConnectNet.Sdk.Data;
using ConnectNet.Simulators.FacebookAds;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>What arrives when nothing goes wrong: every row of every date once, exact, and again when it was restated.</summary>
public sealed class SyncTests
{
    private const string Berlin = "400100200300";
    private const string Tokyo = "400100200301";

    [Theory]
    [InlineData("2026-10-27T09:00:00Z", "2026-10-23")]
    [InlineData("2027-03-30T09:00:00Z", "2027-03-26")]
    public async Task Two_accounts_over_two_tasks_across_a_change_of_clocks_equal_the_truth(string now, string start)
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { EmptyPageEvery = 3 }, DateTimeOffset.Parse(now));
        var configs = await harness.StartTasksAsync(harness.Config(("start.date", start), ("page.size", "3")), maxTasks: 2);
        await harness.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.Equal([Berlin, Tokyo], configs.Select(config => config["task.accounts"]).Order());
        Assert.Empty(harness.Differences(new TruthQuery { Since = DateOnly.Parse(start), Until = DateOnly.FromDateTime(harness.Clock.GetUtcNow().Date) }));
        Assert.Contains(harness.Table.Values, record => (string?)((Struct)record.Value!).Get("currency") == "JPY");
        Assert.All(harness.Simulator.Requests, call => Assert.Equal(200, call.Status));
        Assert.Contains("\"completeTo\":\"" + DateTimeOffset.Parse(now).AddDays(-1).ToString("yyyy-MM-dd"), OffsetOf(harness, Berlin));
    }

    [Fact]
    public async Task Today_is_the_accounts_own_across_the_night_of_the_change()
    {
        // 22:30 UTC is 23:30 in Berlin: the clocks went back this morning, so the 25th is not over yet; in Tokyo it is the 26th.
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), DateTimeOffset.Parse("2026-10-25T22:30:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-10-24")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        var before = Days(harness, Berlin);
        await harness.RunForAsync(TimeSpan.FromMinutes(45));

        Assert.Equal(["2026-10-24", "2026-10-25"], before);
        Assert.Equal(["2026-10-24", "2026-10-25", "2026-10-26"], Days(harness, Berlin));
        Assert.Equal(["2026-10-24", "2026-10-25", "2026-10-26"], Days(harness, Tokyo));
    }

    [Theory]
    [InlineData("ad", "")]
    [InlineData("adset", "age,gender")]
    [InlineData("campaign", "publisher_platform,platform_position")]
    [InlineData("account", "")]
    [InlineData("account", "country")]
    public async Task Every_level_and_breakdown_equals_the_truth(string level, string breakdowns)
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-19"), ("level", level), ("breakdowns", breakdowns), ("page.size", "7")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.NotEmpty(harness.Table);
        Assert.Empty(harness.Differences(Query("2026-11-19", "2026-11-21") with
        {
            Level = level,
            Breakdowns = breakdowns.Split(',', StringSplitOptions.RemoveEmptyEntries),
        }));
    }

    [Fact]
    public async Task Forty_days_of_restatements_up_and_down_and_vanished_rows_end_at_the_final_truth()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { VanishRate = 0.05 }, DateTimeOffset.Parse("2026-10-10T12:00:00Z"));
        var config = harness.Config(("start.date", "2026-10-09"), ("emit.tombstones", "true"), ("lookback.days", "30"), ("poll.interval.ms", "21600000"));
        harness.Idle = TimeSpan.FromHours(1);
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromDays(35));
        await harness.StopTasksAsync();
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromDays(5));

        Assert.Contains(harness.Records, record => record.Value is null);
        Assert.True(HasFallen(harness.Records));
        Assert.Empty(harness.Differences(Query("2026-10-09", "2026-10-19") with { LookbackDays = 30 }));
        Assert.DoesNotContain(harness.Differences(Query("2026-10-20", "2026-11-10")), difference => difference.StartsWith("left over", StringComparison.Ordinal));
        Assert.True((bool)((Struct)harness.Table.Values.First(record => DateOf(record) == "2026-10-12").Value!).Get("is_final")!);
    }

    [Fact]
    public async Task Absent_is_null_and_money_is_exact()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-10-01"), ("breakdowns", "age"), ("fields", "impressions,clicks,spend,actions,cpc,objective")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        var values = harness.Table.Values.Select(record => (Struct)record.Value!).ToList();

        Assert.Contains(values, value => value.Get("clicks") is null);
        Assert.DoesNotContain(values, value => value.Get("clicks") is 0L);
        Assert.Contains(values, value => value.Get("actions") is null && value.Get("conversions") is null);
        Assert.All(values.Where(value => value.Get("spend") is not null), value => Assert.Equal(6, ((BigDecimal)value.Get("spend")!).Scale));
        var stats = values.Select(value => value.Get("actions")).OfType<IReadOnlyList<object?>>().SelectMany(list => list).Cast<Struct>()
            .First(one => (string?)one.Get("action_type") == "omni_purchase" && ((ConnectMap)one.Get("windows")!).Count > 1);
        Assert.IsType<BigDecimal>(((ConnectMap)stats.Get("windows")!)["7d_click"]);
        values.ForEach(value => value.Validate());
    }

    [Fact]
    public async Task A_malformed_metric_is_null_and_a_wrong_one_is_passed_on_for_validation()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { BadRowRate = 0.2 }, DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-12"), ("include.raw", "true")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        var query = Query("2026-11-12", "2026-11-21");
        var bad = harness.Simulator.Truth(query).Where(row => row.Bad != BadRow.None).ToList();

        Assert.Equal(4, bad.Select(row => row.Bad).Distinct().Count());
        Assert.Empty(harness.Differences(query));
        var text = bad.First(row => row.Bad == BadRow.SpendIsText);
        Assert.Null(((Struct)harness.Table[text.KeyText].Value!).Get("spend"));
        Assert.Contains("n.a.", (string)((Struct)harness.Table[text.KeyText].Value!).Get("raw")!);
        Assert.Contains(harness.Log.Lines, line => line.Contains("a value of field spend is no number"));
    }

    [Fact]
    public async Task Empty_slices_move_the_offset()
    {
        var account = new AdAccount(Berlin, "New", "EUR", "Europe/Berlin") { FirstDay = new DateOnly(2026, 12, 24) };
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { Accounts = [account] }, DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-01")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(harness.Records);
        Assert.Contains("\"completeTo\":\"2026-11-20\",\"done\":\"2026-11-21\"", OffsetOf(harness, Berlin));
    }

    [Fact]
    public async Task Slices_of_several_days_and_asynchronous_runs_bring_the_same()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-08"), ("slice.days", "5"), ("async.mode", "always"), ("page.size", "10"), ("max.jobs.in.flight", "1")));
        await harness.RunForAsync(TimeSpan.FromMinutes(14));
        var differences = harness.Differences(Query("2026-11-08", "2026-11-21"));

        Assert.All(differences, difference => Assert.Contains(".slice:", difference));
        Assert.Contains(harness.Simulator.Requests, call => call.Endpoint == "results");
        Assert.DoesNotContain(harness.Simulator.Requests, call => call is { Endpoint: "insights", Method: "GET" });
    }

    [Fact]
    public async Task Several_reports_go_to_their_own_topics_with_their_own_keys()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(
            ("start.date", "2026-11-20"), ("streams", "by_ad,by_age"), ("stream.by_age.level", "campaign"), ("stream.by_age.breakdowns", "age")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        var shapes = harness.Records.GroupBy(record => record.Topic)
            .ToDictionary(group => group.Key, group => string.Join(',', group.First().KeySchema!.Fields.Select(field => field.Name)));

        Assert.Equal("account_id,date,ad_id", shapes["ads.facebook.by_ad"]);
        Assert.Equal("account_id,date,campaign_id,age", shapes["ads.facebook.by_age"]);
        Assert.Equal(2, shapes.Count);
    }

    [Fact]
    public async Task Token_and_proof_are_on_every_page_and_the_token_in_no_url()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { EmptyPageEvery = 2 }, DateTimeOffset.Parse("2026-11-21T12:00:00Z"));
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-20"), ("page.size", "2")));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        var pages = harness.Simulator.Requests.Where(call => call.Parameters.ContainsKey("after")).ToList();

        Assert.NotEmpty(pages);
        Assert.All(harness.Simulator.Requests, call => Assert.True(call.Status == 200 && call.Parameters.ContainsKey("appsecret_proof")));
        Assert.All(harness.Simulator.Requests, call => Assert.False(call.Parameters.ContainsKey("access_token")));
        Assert.Empty(harness.Differences(Query("2026-11-20", "2026-11-21")));
    }

    private static TruthQuery Query(string since, string until) => new() { Since = DateOnly.Parse(since), Until = DateOnly.Parse(until) };

    private static string OffsetOf(SyncHarness harness, string account) =>
        harness.Offsets.Texts.Single(pair => pair.Key.Contains(account) && !pair.Key.Contains("\"date\"")).Value;

    private static string DateOf(ConnectNet.Sdk.Records.SourceRecord record) =>
        ((EpochMillis)((Struct)record.Key!).Get("date")!).ToDateTimeOffset().ToString("yyyy-MM-dd");

    /// <summary>Whether a later record of some row shows less spend than an earlier one.</summary>
    private static bool HasFallen(IEnumerable<ConnectNet.Sdk.Records.SourceRecord> records) =>
        records.Where(record => record.Value is not null)
        .GroupBy(record => record.Key!)
        .Any(row => row.Zip(row.Skip(1)).Any(pair => Spend(pair.First) > Spend(pair.Second)));

    private static BigDecimal Spend(ConnectNet.Sdk.Records.SourceRecord record) =>
        ((Struct)record.Value!).Get("spend") as BigDecimal? ?? default;

    private static List<string> Days(SyncHarness harness, string account) =>
        [.. harness.Simulator.Requests.Where(call => call.Endpoint == "insights" && call.Account == account)
            .Select(call => call.Parameters["time_range"][10..20]).Distinct().Order()];
}
