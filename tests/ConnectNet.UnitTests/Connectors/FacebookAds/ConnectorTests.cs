using ConnectNet.Connectors.FacebookAds;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Accounts;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Simulators.FacebookAds;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>The connector as an operator meets it: validation, secrets, accounts found by themselves, stopping.</summary>
public sealed class ConnectorTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T12:00:00Z");

    [Fact]
    public async Task A_good_configuration_has_no_errors_and_every_key_is_documented()
    {
        var values = await ValidateAsync();

        Assert.DoesNotContain(values, value => value.Errors.Count > 0);
        Assert.All(FacebookAdsKeys.Definition.Keys.Values, key => Assert.True(key.Documentation.Length > 20 && key.Group is not null));
    }

    [Theory]
    [InlineData("access.token", null)]
    [InlineData("accounts", "")]
    [InlineData("accounts", "12a")]
    [InlineData("accounts", "regex:(")]
    [InlineData("api.version", "26")]
    [InlineData("base.url", "ftp://x")]
    [InlineData("level", "creative")]
    [InlineData("start.date", "01.02.2026")]
    [InlineData("lookback.days", "0")]
    [InlineData("async.mode", "sometimes")]
    [InlineData("errors.account", "ignore")]
    public async Task A_wrong_value_is_an_error_of_its_key(string key, string? value)
    {
        var values = await ValidateAsync((key, value));

        Assert.Equal([key], values.Where(found => found.Errors.Count > 0).Select(found => found.Name));
    }

    [Fact]
    public async Task What_keys_say_together_is_checked_too()
    {
        var listed = await ValidateAsync(("fields", "impressions,age"), ("breakdowns", "age"));
        var level = await ValidateAsync(("streams", "a"), ("stream.a.level", "creative"));

        Assert.Contains("breakdowns come by themselves", listed.Single(value => value.Name == "fields").Errors.Single());
        Assert.Contains("stream.a.level", level.Single(value => value.Name == "streams").Errors.Single());
    }

    [Fact]
    public async Task Secrets_are_in_no_log_line_error_or_validation_answer()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        var options = harness.Simulator.Options;
        var proof = GraphDialect.Proof(options.AppSecret, options.AccessToken);
        harness.Simulator.Faults.Add(new Fault { Code = 2, Endpoint = "insights", Message = $"trouble with access_token={options.AccessToken}&appsecret_proof={proof}" });
        harness.Simulator.Faults.Add(new Fault { Kind = FaultKind.Reset, Endpoint = "insights", After = 2, Times = 2 });
        harness.Simulator.Faults.Add(new Fault { Code = 190, Endpoint = "insights", After = 5, Message = $"Malformed access token {options.AccessToken}" });
        await harness.StartTasksAsync(harness.Config());
        var error = await Assert.ThrowsAsync<ConnectException>(() => harness.RunForAsync(TimeSpan.FromMinutes(5)));
        var values = FacebookAdsKeys.Definition.Validate(harness.Config());
        var texts = string.Join('\n', harness.Log.Lines.Append(error.ToString()).Concat(values.Select(value => $"{value.Value}")));

        Assert.Contains("[hidden]", error.Message);
        Assert.Contains(harness.Log.Lines, line => line.Contains("trouble with"));
        Assert.DoesNotContain(options.AccessToken, texts);
        Assert.DoesNotContain(options.AppSecret, texts);
        Assert.DoesNotContain(proof, texts);
        Assert.DoesNotContain("Authorization", texts);
    }

    [Theory]
    [InlineData("auto", 3)]
    [InlineData("regex:^Nord", 1)]
    [InlineData("regex:4001002003[0-9]{2}", 2)]
    public async Task Accounts_are_found_by_themselves(string accounts, int expected)
    {
        var options = new SimulatorOptions { Accounts = [.. AdAccount.BerlinAndTokyo, new("7", "Third", "USD", "America/New_York")] };
        await using var harness = await SyncHarness.StartAsync(options, Now);
        var configs = await harness.StartTasksAsync(harness.Config(("accounts", accounts)), maxTasks: 10);

        Assert.Equal(expected, configs.Count);
        Assert.All(configs, config => Assert.Equal(expected.ToString(), config["task.count"]));
    }

    [Fact]
    public async Task A_new_account_makes_the_connector_ask_for_new_tasks()
    {
        List<AdAccount> accounts = [.. AdAccount.BerlinAndTokyo];
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions { Accounts = accounts }, Now);
        await using var connector = new FacebookAdsSourceConnector(harness.Clock);
        var asked = harness.Attach(connector);
        await connector.StartAsync(harness.Config(("accounts", "auto")), default);
        var before = await connector.TaskConfigsAsync(10, default);
        accounts.Add(new("7", "Third", "USD", "America/New_York"));
        await harness.Clock.UntilTimerAsync();
        harness.Clock.Advance(TimeSpan.FromHours(1));
        await asked.WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(2, before.Count);
        Assert.Equal(3, (await connector.TaskConfigsAsync(10, default)).Count);
    }

    [Fact]
    public async Task A_stop_ends_a_waiting_poll_at_once()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        harness.Simulator.Throttle(null, 4, TimeSpan.FromHours(1));
        await harness.StartTasksAsync(harness.Config());
        using var stop = new CancellationTokenSource();
        Assert.Empty((await harness.FirstTask.PollAsync(stop.Token))!);
        var poll = harness.FirstTask.PollAsync(stop.Token).AsTask();
        await harness.Clock.UntilTimerAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_stop_ends_a_call_that_hangs()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        await harness.StartTasksAsync(harness.Config(("base.url", $"http://{silent.LocalEndpoint}")));
        using var stop = new CancellationTokenSource();
        var poll = harness.FirstTask.PollAsync(stop.Token).AsTask();
        using var connection = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Accounts_are_spread_evenly_and_stay_where_they_are()
    {
        var accounts = Enumerable.Range(0, 40).Select(number => $"{1000 + number}").ToList();
        var before = AccountSpread.Over(accounts, 4);
        var after = AccountSpread.Over([.. accounts.Skip(1)], 4);
        var moved = accounts.Skip(1).Count(account => TaskOf(before, account) != TaskOf(after, account));

        Assert.All(before, task => Assert.Equal(10, task.Count));
        Assert.True(moved <= 4, $"{moved} accounts moved");
        Assert.All(AccountSpread.Over(["1", "2"], 2), task => Assert.Single(task));
        Assert.Single(AccountSpread.Over(["1"], 5));
        Assert.Empty(AccountSpread.Over([], 5));

        static int TaskOf(IReadOnlyList<IReadOnlyList<string>> tasks, string account) => tasks.ToList().FindIndex(task => task.Contains(account));
    }

    private static async Task<IReadOnlyList<ConfigValue>> ValidateAsync(params (string Key, string? Value)[] changes)
    {
        await using var connector = new FacebookAdsSourceConnector();
        var config = new Dictionary<string, string?> { ["access.token"] = "t", ["accounts"] = "act_1,2" };
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                config.Remove(key);
            }
            else
            {
                config[key] = value;
            }
        }

        return await connector.ValidateAsync(config, default);
    }
}
