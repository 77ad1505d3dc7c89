using ConnectNet.Connectors.FacebookAds;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.UnitTests.Connectors.Http.Sync;

/// <summary>When a stream without dates is read whole, when only for changes, and where it goes on.</summary>
public sealed class SnapshotPlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccountInfo Account = AccountInfo.Of("1", "One", "EUR", "Europe/Berlin")!;
    private static readonly SyncSettings Settings = new(FacebookAdsKeys.Definition.Parse(new Dictionary<string, string?>
    {
        ["access.token"] = "t",
        ["accounts"] = "1",
        ["poll.interval.ms"] = "600000",
        ["snapshot.interval.ms"] = "86400000",
    }));

    [Fact]
    public void Everything_is_read_once_per_snapshot_interval_and_changes_between()
    {
        var plan = new SnapshotPlan(Settings, new Things(HasChanges: true));
        Assert.True(plan.Resume(null, Account, Start));
        Assert.Equal(Slice.All, plan.Next(Account, Start));
        plan.Complete(Slice.All, Account, Start.AddMinutes(3));

        Assert.Null(plan.Next(Account, Start.AddMinutes(9)));
        var changes = plan.Next(Account, plan.NextCycle)!.Value;
        // From a little before the reading began: what changes meanwhile must not be missed.
        Assert.Equal(Start.AddMinutes(-5), changes.Since);
        plan.Complete(changes, Account, Start.AddMinutes(11));
        Assert.Equal(Start.AddMinutes(5), plan.Next(Account, Start.AddMinutes(20))!.Value.Since);

        Assert.Equal(Slice.All, plan.Next(Account, Start.AddDays(1)));
    }

    [Fact]
    public void Where_an_API_does_not_tell_of_changes_nothing_is_read_between()
    {
        var plan = new SnapshotPlan(Settings, new Things(HasChanges: false));
        plan.Resume(null, Account, Start);
        plan.Complete(plan.Next(Account, Start)!.Value, Account, Start);
        Assert.Null(plan.Next(Account, Start.AddMinutes(10)));
        Assert.Equal(Start.AddDays(1), plan.NextCycle);
        Assert.Equal(Slice.All, plan.Next(Account, plan.NextCycle));
    }

    [Fact]
    public void A_restart_goes_on_where_the_offset_ends_and_another_report_starts_over()
    {
        var before = new SnapshotPlan(Settings, new Things(HasChanges: true));
        before.Resume(null, Account, Start);
        before.Complete(before.Next(Account, Start)!.Value, Account, Start);
        Assert.True(SnapshotPlan.IsOffset(before.Offset));

        var after = new SnapshotPlan(Settings, new Things(HasChanges: true));
        Assert.True(after.Resume(before.Offset, Account, Start.AddHours(1)));
        Assert.Equal(Start.AddMinutes(-5), after.Next(Account, Start.AddHours(1))!.Value.Since);

        var other = new SnapshotPlan(Settings, new Things(HasChanges: true, Key: "name"));
        Assert.False(other.Resume(before.Offset, Account, Start.AddHours(1)));
        Assert.Equal(Slice.All, other.Next(Account, Start.AddHours(1)));
    }

    [Fact]
    public void A_reading_that_was_given_up_is_repeated_at_the_next_poll_interval()
    {
        var plan = new SnapshotPlan(Settings, new Things(HasChanges: true));
        plan.Resume(null, Account, Start);
        Assert.Equal(Slice.All, plan.Next(Account, Start));
        plan.Abandon(Start.AddMinutes(1));
        Assert.Null(plan.Next(Account, Start.AddMinutes(10)));
        Assert.Equal(Slice.All, plan.Next(Account, Start.AddMinutes(11)));
    }

    private sealed record Things(bool HasChanges, string Key = "id") : Report("things", "ads.things")
    {
        public override bool IsDated => false;

        public override bool HasChanges { get; } = HasChanges;

        public override string KeyHash => Hash([Key]);

        public override string FieldsHash => Hash(["name"]);
    }
}
