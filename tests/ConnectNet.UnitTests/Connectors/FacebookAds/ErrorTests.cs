using ConnectNet.Sdk.Errors;
using ConnectNet.Simulators.FacebookAds;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>
/// One test for each class of error, by the codes that mean it: what is lost (nothing), what waits, what fails and what it says.
/// </summary>
public sealed class ErrorTests
{
    private const string Berlin = "400100200300";
    private const string Tokyo = "400100200301";
    private static List<string> Retries(SyncHarness harness) =>
        [.. harness.Log.Lines.Where(line => line.Contains(" failed, will be repeated: ", StringComparison.Ordinal))];

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T12:00:00Z");
    private static readonly TruthQuery Query = new() { Since = new DateOnly(2026, 11, 18), Until = new DateOnly(2026, 11, 21) };

    [Theory]
    [InlineData(80000)]
    [InlineData(80004)]
    [InlineData(17)]
    [InlineData(613)]
    public async Task A_throttled_account_waits_as_long_as_it_is_told_and_the_other_goes_on(int code)
    {
        await using var harness = await StartAsync();
        harness.Simulator.Throttle(Berlin, code, TimeSpan.FromMinutes(40));
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(9));
        var early = Accounts(harness);
        await harness.RunForAsync(TimeSpan.FromMinutes(40));

        Assert.Equal([Tokyo], early);
        Assert.Equal(1, harness.Simulator.Refused);
        Assert.Equal([Berlin, Tokyo], Accounts(harness));
    }

    [Fact]
    public async Task An_app_over_its_limit_parks_every_account()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Throttle(null, 4, TimeSpan.FromMinutes(3));
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(4.5));
        var early = harness.Simulator.Requests.Count;
        await harness.RunForAsync(TimeSpan.FromMinutes(9));

        Assert.Equal(1, early);
        Assert.Equal(1, harness.Simulator.Refused);
        Assert.Empty(harness.Differences(Query));
    }

    [Fact]
    public async Task A_small_budget_of_calls_slows_the_sync_and_never_fails_it()
    {
        await using var harness = await StartAsync(new SimulatorOptions { CallsPerHour = 12 });
        await harness.StartTasksAsync(Config(harness, ("start.date", "2026-10-25"), ("poll.interval.ms", "86400000")));
        await harness.RunForAsync(TimeSpan.FromHours(10));

        Assert.Equal(2 * 28, harness.Table.Keys.Select(key => string.Join('|', key.Split('|')[..2])).Distinct().Count());
        Assert.Equal(0, harness.Simulator.Refused);
        Assert.True(harness.Simulator.Requests.Count > 56);
    }

    [Theory]
    [InlineData("Error", 1)]
    [InlineData("Error", 2)]
    [InlineData("Error", 2601)]
    [InlineData("HtmlPage", 0)]
    [InlineData("EmptyBody", 0)]
    [InlineData("Reset", 0)]
    public async Task Passing_trouble_is_repeated_on_the_same_page_until_it_has_passed(string kind, int code)
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Kind = Enum.Parse<FaultKind>(kind), Code = code, Endpoint = "insights", After = 2, Times = 7 });
        await harness.StartTasksAsync(Config(harness, ("page.size", "3")));
        await harness.RunForAsync(TimeSpan.FromMinutes(10));

        Assert.Empty(harness.Differences(Query));
        Assert.Equal(harness.Table.Count, harness.Records.Count);
    }

    [Fact]
    public async Task Trouble_that_stays_leaves_the_slice_to_the_next_cycle()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Code = 2, Endpoint = "insights", Account = Berlin, Times = 8 });
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(12));
        var early = Accounts(harness);
        await harness.RunForAsync(TimeSpan.FromMinutes(15));

        Assert.Equal([Tokyo], early);
        Assert.Equal([Berlin, Tokyo], Accounts(harness));
        Assert.Contains(harness.Log.Lines, line => line.Contains("is left to the next poll interval"));
    }

    [Fact]
    public async Task Trouble_that_never_ends_fails_the_task_and_says_where()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Code = 2, Endpoint = "insights", Times = int.MaxValue });
        await harness.StartTasksAsync(Config(harness, ("slice.max.failures", "2")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromDays(1)));
        Assert.Contains("slice 2026-11-1", error.Message);
        Assert.Contains("Service temporarily unavailable", error.Message);
    }

    [Fact]
    public async Task One_slice_that_always_fails_fails_the_task_although_others_are_read()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Code = 2, Endpoint = "insights", Text = "2026-11-18", Times = int.MaxValue });
        await harness.StartTasksAsync(Config(harness, ("slice.max.failures", "3")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromDays(1)));
        Assert.Contains("slice 2026-11-18 failed 3 times", error.Message);
        Assert.Contains(harness.Table.Keys, key => key.Contains("2026-11-21"));
    }

    [Fact]
    public async Task An_api_that_is_not_there_fails_the_task_in_the_end()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("base.url", "http://127.0.0.1:1"), ("slice.max.failures", "2")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromDays(1)));
        Assert.Contains("Connection refused", error.Message);
        Assert.Contains(harness.Log.Lines, line => line.Contains("cannot be looked up"));
    }

    [Fact]
    public async Task The_second_failed_attempt_is_a_warning_and_the_others_are_not()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Code = 2, Endpoint = "insights", Account = Berlin, Times = 4 });
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(10));

        string[] levels = ["Debug", "Warning", "Debug", "Debug"];
        Assert.Equal(
            levels.Select((level, i) => $"{level} Account {Berlin}, stream insights_ad_daily: attempt {i + 1} failed, will be repeated: "),
            Retries(harness).Select(line => line[..(line.IndexOf("repeated: ", StringComparison.Ordinal) + 10)]));
        Assert.All(Retries(harness), line => Assert.Contains("Service temporarily unavailable", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_api_that_is_not_there_is_a_warning_for_each_account_with_the_reason()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("base.url", "http://127.0.0.1:1")));
        await harness.RunForAsync(TimeSpan.FromMinutes(1));

        var warnings = Retries(harness).Where(line => line.StartsWith("Warning ", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, warnings.Count);
        Assert.StartsWith($"Warning Account {Berlin}, stream account: attempt 2 failed, will be repeated: ", warnings[0], StringComparison.Ordinal);
        Assert.StartsWith($"Warning Account {Tokyo}, stream account: attempt 2 failed, will be repeated: ", warnings[1], StringComparison.Ordinal);
        Assert.All(warnings, line => Assert.Contains("Connection refused", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asked_to_reduce_the_amount_pages_become_smaller_and_grow_back()
    {
        await using var harness = await StartAsync(new SimulatorOptions { MaxLimit = 30 });
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(10));
        var limits = harness.Simulator.Requests.Where(call => call.Endpoint == "insights" && call.Account == Berlin)
            .Select(call => call.Parameters["limit"]).ToList();

        Assert.Empty(harness.Differences(Query));
        Assert.Equal(["100", "50", "25"], limits.Take(3));
    }

    [Fact]
    public async Task Too_much_data_for_a_call_goes_through_an_asynchronous_run_in_the_end_by_campaigns()
    {
        await using var harness = await StartAsync(new SimulatorOptions { MaxSyncRows = 5, MaxAsyncRows = 5 });
        await harness.StartTasksAsync(Config(harness));
        await harness.RunForAsync(TimeSpan.FromMinutes(12));

        Assert.Empty(harness.Differences(Query));
        Assert.Contains(harness.Simulator.Requests, call => call.Endpoint == "results");
        Assert.Contains(harness.Simulator.Requests, call => call.Parameters.GetValueOrDefault("filtering")?.Contains("campaign.id") ?? false);
        Assert.All(
            harness.Simulator.Requests.Where(call => call.Parameters.GetValueOrDefault("filtering")?.Contains("campaign.id") ?? false),
            call => Assert.Contains("ad.effective_status", call.Parameters["filtering"]));
    }

    [Fact]
    public async Task A_dead_token_fails_the_task_with_the_cure_and_without_the_token()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("access.token", "EAABdeadtoken")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("code 190", error.Message);
        Assert.Contains("access.token", error.Message);
        Assert.DoesNotContain("EAABdeadtoken", error + string.Join('\n', harness.Log.Lines));
    }

    [Fact]
    public async Task A_dead_version_fails_the_task_and_names_the_key()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("api.version", "v20.0")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("code 2635", error.Message);
        Assert.Contains("api.version", error.Message);
    }

    [Fact]
    public async Task A_missing_proof_fails_the_task_and_names_the_key()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("app.secret", null), ("errors.account", "fail")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("app.secret", error.Message);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_skipped_for_a_day_and_the_others_are_read()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("accounts", $"999,{Berlin},{Tokyo}")));
        await harness.RunForAsync(TimeSpan.FromMinutes(9));
        var differences = harness.Differences(Query);
        harness.Idle = TimeSpan.FromMinutes(10);
        await harness.RunForAsync(TimeSpan.FromHours(25));

        Assert.Empty(differences);
        Assert.Equal(2, harness.Log.Lines.Count(line => line.Contains("Account 999 is left out for a day")));
        Assert.Contains(harness.Log.Lines, line => line.Contains("code 100, subcode 33"));
    }

    [Fact]
    public async Task An_account_that_is_not_there_fails_the_task_where_it_is_told_to()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("accounts", "999"), ("errors.account", "fail")));

        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains("act_999", error.Message);
    }

    [Fact]
    public async Task An_unknown_field_fails_the_task_or_the_stream_alone()
    {
        await using var harness = await StartAsync();
        await harness.StartTasksAsync(Config(harness, ("fields", "impressions,nonsense")));
        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(1)));
        await harness.StopTasksAsync();
        await harness.StartTasksAsync(Config(harness, ("errors.stream", "skip"), ("streams", "good,bad"), ("stream.bad.fields", "nonsense")));
        await harness.RunForAsync(TimeSpan.FromMinutes(9));

        Assert.Contains("nonsense", error.Message);
        Assert.Contains("fields", error.Message);
        Assert.Empty(harness.Differences(Query));
        Assert.Equal(["ads.facebook.good"], harness.Records.Select(record => record.Topic).Distinct());
    }

    [Fact]
    public async Task A_cursor_that_has_expired_begins_the_slice_again()
    {
        await using var harness = await StartAsync(new SimulatorOptions { CursorLifetime = TimeSpan.FromMinutes(2) });
        harness.Simulator.Faults.Add(new Fault { Code = 80000, Endpoint = "insights", After = 3 });
        await harness.StartTasksAsync(Config(harness, ("page.size", "3")));
        await harness.RunForAsync(TimeSpan.FromMinutes(12));

        Assert.Empty(harness.Differences(Query));
        Assert.Contains(harness.Log.Lines, line => line.Contains("begins again"));
    }

    [Fact]
    public async Task Failed_and_lost_asynchronous_runs_are_started_again()
    {
        await using var harness = await StartAsync();
        harness.Simulator.Faults.Add(new Fault { Code = 100, Subcode = 33, Endpoint = "job", Times = 2 });
        harness.Simulator.Faults.Add(new Fault { Code = 2601, Subcode = 1815107, Endpoint = "results", Times = 2 });
        await harness.StartTasksAsync(Config(harness, ("async.mode", "always")));
        await harness.RunForAsync(TimeSpan.FromMinutes(14));

        Assert.Empty(harness.Differences(Query));
    }

    private static Task<SyncHarness> StartAsync(SimulatorOptions? options = null) =>
        SyncHarness.StartAsync(options ?? new SimulatorOptions(), Now);

    private static Dictionary<string, string?> Config(SyncHarness harness, params (string, string?)[] changes) =>
        harness.Config([("start.date", "2026-11-18"), .. changes]);

    private static List<string> Accounts(SyncHarness harness) =>
        [.. harness.Table.Keys.Select(key => key.Split('|')[0]).Distinct().Order()];
}
