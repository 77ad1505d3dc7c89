using ConnectNet.Connectors.FacebookAds;
using ConnectNet.Connectors.Http.Sync;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Simulators.FacebookAds;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>What survives a crash, a pause of weeks and a change of configuration.</summary>
public sealed class OffsetTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-21T12:00:00Z");
    private static readonly TruthQuery Query = new() { Since = new DateOnly(2026, 11, 1), Until = new DateOnly(2026, 11, 21) };

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(100)]
    public async Task A_crash_in_the_middle_leaves_no_gap(int recordsBeforeTheCrash)
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        var config = harness.Config(("start.date", "2026-11-01"), ("page.size", "3"));
        await harness.StartTasksAsync(config);
        await harness.RunUntilRecordsAsync(recordsBeforeTheCrash);
        var committed = harness.Records.Count;
        harness.CommitsOffsets = false;
        await harness.RunUntilRecordsAsync(committed + 20);

        // What was sent after the last commit may be lost with the process that was to send it.
        harness.KeepFirst(committed);
        harness.CommitsOffsets = true;
        await harness.StopTasksAsync();
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(9));

        Assert.Empty(harness.Differences(Query));
    }

    [Fact]
    public async Task Rows_of_a_slice_carry_the_offset_before_it_and_the_last_one_its_own()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-11-10"), ("page.size", "3")));
        await harness.RunForAsync(TimeSpan.FromMinutes(9));
        var bySlice = harness.Records.GroupBy(record => (record.SourcePartition!["account"], ((Struct)record.Value!).Get("slice")));

        foreach (var slice in bySlice)
        {
            var done = slice.Select(record => $"{record.SourceOffset!["completeTo"]}/{record.SourceOffset["done"]}").ToList();
            Assert.True(done.Count == 1 || done[..^1].Distinct().Count() == 1, string.Join(' ', done));
            Assert.DoesNotContain(done[^1], done[..^1]);
        }
    }

    [Fact]
    public async Task After_weeks_without_a_worker_dates_that_became_final_are_read_once_more()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        var config = harness.Config(("start.date", "2026-11-01"));
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(9));
        await harness.StopTasksAsync();
        harness.Clock.SetUtcNow(Now.AddDays(45));
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(9));

        Assert.Empty(harness.Differences(Query with { Until = new DateOnly(2027, 1, 5) }));
    }

    [Fact]
    public async Task Vanished_rows_are_deleted_even_when_the_process_died_before_saying_so()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        var config = harness.Config(("start.date", "2026-11-18"), ("emit.tombstones", "true"));
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        await harness.StopTasksAsync();
        var committed = harness.Records.Count;
        var victim = harness.Table.Keys.First(key => key.Contains("2026-11-19"));
        harness.Simulator.Vanish(victim.Split('|')[2], new DateOnly(2026, 11, 19));

        harness.CommitsOffsets = false;
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        await harness.StopTasksAsync();
        Assert.Single(harness.Records, record => record.Value is null);
        harness.KeepFirst(committed);

        harness.CommitsOffsets = true;
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(4));

        Assert.DoesNotContain(victim, harness.Table.Keys);
        Assert.Single(harness.Records, record => record.Value is null);
        Assert.Empty(harness.Differences(new TruthQuery { Since = new DateOnly(2026, 11, 19), Until = new DateOnly(2026, 11, 21) }));
    }

    [Fact]
    public async Task A_vanished_row_is_remembered_until_its_tombstone_is_in_kafka()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        var config = harness.Config(("start.date", "2026-11-19"), ("emit.tombstones", "true"));
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        await harness.StopTasksAsync();
        var victim = harness.Table.Keys.First(key => key.Contains("2026-11-19"));
        harness.Simulator.Vanish(victim.Split('|')[2], new DateOnly(2026, 11, 19));
        var inventory = harness.Offsets.Texts.Single(pair => pair.Key.Contains(victim.Split('|')[0]) && pair.Key.Contains("2026-11-19"));

        harness.Delivers = false;
        await harness.StartTasksAsync(config);
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        var whileUndelivered = harness.Offsets.Texts[inventory.Key];
        harness.FirstTask.RecordCommitted(harness.Records.Single(record => record.Value is null), null);
        await harness.RunForAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(inventory.Value, whileUndelivered);
        Assert.NotEqual(inventory.Value, harness.Offsets.Texts[inventory.Key]);
    }

    [Fact]
    public async Task A_row_that_may_vanish_is_sent_only_when_its_key_is_committed()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        harness.CommitsOffsets = false;
        await harness.StartTasksAsync(harness.Config(("start.date", "2026-10-20"), ("emit.tombstones", "true"), ("page.size", "3")));
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        var early = harness.Table.Keys.Select(key => key.Split('|')[1]).Distinct().Order().ToList();
        await harness.RunForAsync(TimeSpan.FromMinutes(4));
        var stillHeld = harness.Table.Keys.Count(key => key.Contains("|2026-11-"));
        await harness.RunForAsync(TimeSpan.FromMinutes(4));

        Assert.Empty(early);
        Assert.Equal(0, stillHeld);
        Assert.Contains(harness.Log.Lines, line => line.Contains("although their keys were not committed"));
        Assert.Empty(harness.Differences(new TruthQuery { Since = new DateOnly(2026, 10, 20), Until = new DateOnly(2026, 11, 21) }));
    }

    [Fact]
    public async Task Keys_of_another_breakdown_are_not_taken_for_vanished_rows()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        (string, string?)[] settings = [("start.date", "2026-11-20"), ("streams", "s"), ("emit.tombstones", "true")];
        await DatesAsync(harness, settings);
        await DatesAsync(harness, [.. settings, ("breakdowns", "age")]);

        Assert.DoesNotContain(harness.Records, record => record.Value is null);
    }

    [Fact]
    public async Task A_changed_breakdown_starts_over_and_a_new_field_does_not()
    {
        await using var harness = await SyncHarness.StartAsync(new SimulatorOptions(), Now);
        (string, string?)[] settings = [("start.date", "2026-10-01"), ("streams", "s"), ("lookback.days", "5")];
        Assert.Contains("2026-10-01", await DatesAsync(harness, settings));
        Assert.DoesNotContain("2026-10-01", await DatesAsync(harness, [.. settings, ("fields", "impressions,ctr")]));
        Assert.Contains("2026-10-01", await DatesAsync(harness, [.. settings, ("fields", "impressions,cpm"), ("backfill.on.new.fields", "true")]));
        Assert.Contains("2026-10-01", await DatesAsync(harness, [.. settings, ("breakdowns", "age")]));
    }

    [Fact]
    public async Task Offsets_that_an_operator_changes_are_checked()
    {
        var connector = new FacebookAdsSourceConnector();
        var partition = new Dictionary<string, object?> { ["platform"] = "facebook", ["account"] = "1", ["stream"] = "s" };
        var good = new Dictionary<string, object?> { ["v"] = 1L, ["completeTo"] = "2026-11-01" };

        Assert.True(await Alter(partition, good));
        Assert.True(await Alter(partition, null));
        await Assert.ThrowsAsync<ConnectException>(async () => await Alter(partition, new() { ["completeTo"] = "yesterday" }));
        await Assert.ThrowsAsync<ConnectException>(async () => await Alter(new() { ["file"] = "a" }, good));

        ValueTask<bool> Alter(Dictionary<string, object?> at, Dictionary<string, object?>? offset) =>
            connector.AlterOffsetsAsync(new Dictionary<string, string?>(), [new(at, offset)], default);
    }

    [Fact]
    public void The_offset_comes_back_as_it_was_written()
    {
        var offset = new SyncOffset(new DateOnly(2026, 11, 18), [new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 21)], "Europe/Berlin", "a.b", Now);

        Assert.Equivalent(offset, SyncOffset.FromMap(offset.ToMap()), strict: true);
        Assert.Null(SyncOffset.FromMap(new Dictionary<string, object?> { ["v"] = 2L, ["completeTo"] = "2026-11-18" }));
    }

    [Fact]
    public void The_run_without_a_gap_never_passes_yesterday()
    {
        var today = new DateOnly(2026, 11, 21);
        var offset = new SyncOffset(today.AddDays(-4), [], "", "", null).With([today, today.AddDays(-1)], today);

        Assert.Equal(today.AddDays(-4), offset.CompleteTo);
        offset = offset.With([today.AddDays(-3), today.AddDays(-2)], today);
        Assert.Equal(today.AddDays(-1), offset.CompleteTo);
        Assert.Equal([today], offset.Done);
    }

    private static async Task<List<string>> DatesAsync(SyncHarness harness, (string, string?)[] settings)
    {
        var seen = harness.Simulator.Requests.Count;
        harness.Clock.Advance(TimeSpan.FromDays(1));
        await harness.StartTasksAsync(harness.Config(settings));
        await harness.RunForAsync(TimeSpan.FromMinutes(9));
        await harness.StopTasksAsync();
        return [.. harness.Simulator.Requests.Skip(seen).Where(call => call.Endpoint == "insights").Select(call => call.Parameters["time_range"][10..20]).Distinct()];
    }
}
