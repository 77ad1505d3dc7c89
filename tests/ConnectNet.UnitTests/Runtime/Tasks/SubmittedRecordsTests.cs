using ConnectNet.Runtime.Tasks;
using FsCheck;
using FsCheck.Fluent;

namespace ConnectNet.UnitTests.Runtime.Tasks;

public sealed class SubmittedRecordsTests
{
    // I1
    [Fact]
    public void The_committable_offset_is_that_of_the_longest_acked_prefix_whatever_the_order_of_acks()
    {
        // A step is a record added to partition 0..2 (0-2), an ack of some record on its way (3-6), or a commit (7).
        var steps = Gen.Choose(0, 7).ListOf(200).ToArbitrary();
        Prop.ForAll(steps, list => Follow(list)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_dropped_record_holds_nothing_back()
    {
        var records = New();
        var first = records.Add(Partition(0), Offset(1));
        records.Add(Partition(0), Offset(2));
        records.DropLast(Partition(0));
        first.Ack();
        Assert.Equal(1, Assert.Single(records.TakeCommittable()).Value!["o"]);
        Assert.Equal(0, records.Pending);
    }

    [Fact]
    public void Partitions_are_the_same_by_content_and_null_is_one()
    {
        var records = New();
        records.Add(new Dictionary<string, object?> { ["a"] = 1, ["b"] = "x" }, Offset(1)).Ack();
        records.Add(new Dictionary<string, object?> { ["b"] = "x", ["a"] = 1 }, Offset(2)).Ack();
        records.Add(null, Offset(3)).Ack();
        Assert.Equal([2, 3], records.TakeCommittable().Select(o => o.Value!["o"]));
        Assert.Empty(records.TakeCommittable());
    }

    [Fact]
    public async Task Waiting_ends_with_the_last_ack()
    {
        var records = New();
        var (first, second) = (records.Add(Partition(0), Offset(1)), records.Add(Partition(1), Offset(1)));
        Assert.False(records.AwaitAll(TimeSpan.Zero, CancellationToken.None));
        var waiting = Task.Factory.StartNew(
            () => records.AwaitAll(TimeSpan.FromSeconds(30), CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        first.Ack();
        second.Ack();
        Assert.True(await waiting);
    }

    [Fact]
    public void There_is_room_below_the_limit()
    {
        var records = new SubmittedRecords<SubmittedRecord>(() => new SubmittedRecord()) { Limit = 2 };
        var first = records.Add(Partition(0), Offset(1));
        Assert.True(records.HasRoom);
        records.Add(Partition(0), Offset(2));
        Assert.False(records.HasRoom);
        first.Ack();
        Assert.True(records.HasRoom);
    }

    private static bool Follow(IEnumerable<int> steps)
    {
        var records = New();
        var model = Enumerable.Range(0, 3).Select(_ => new List<(int Offset, SubmittedRecord Record)>()).ToArray();
        var acked = new HashSet<SubmittedRecord>();
        var next = 0;
        foreach (var step in steps)
        {
            if (step < 3)
            {
                next++;
                model[step].Add((next, records.Add(Partition(step), Offset(next))));
            }
            else if (step < 7)
            {
                var flying = model.SelectMany(p => p).Select(r => r.Record).Where(r => !acked.Contains(r)).ToList();
                if (flying.Count > 0)
                {
                    var record = flying[(step * 7 + next) % flying.Count];
                    record.Ack();
                    acked.Add(record);
                }
            }
            else if (!SameAsModel(records, model, acked))
            {
                return false;
            }
        }

        return SameAsModel(records, model, acked);
    }

    private static bool SameAsModel(
        SubmittedRecords<SubmittedRecord> records, List<(int Offset, SubmittedRecord Record)>[] model, HashSet<SubmittedRecord> acked)
    {
        var expected = new Dictionary<int, int>();
        for (var partition = 0; partition < model.Length; partition++)
        {
            var prefix = model[partition].TakeWhile(r => acked.Contains(r.Record)).ToList();
            if (prefix.Count > 0)
            {
                expected[partition] = prefix[^1].Offset;
                model[partition].RemoveRange(0, prefix.Count);
            }

            // Records are used again once they have left.
            prefix.ForEach(r => acked.Remove(r.Record));
        }

        var taken = records.TakeCommittable().ToDictionary(o => (int)o.Key!["p"]!, o => (int)o.Value!["o"]!);
        return taken.Count == expected.Count && expected.All(e => taken[e.Key] == e.Value)
            && records.Pending == model.SelectMany(p => p).Count(r => !acked.Contains(r.Record));
    }

    // Without a free list a record that has left is never seen again, which is what the model can follow.
    private static SubmittedRecords<SubmittedRecord> New() => new(() => new SubmittedRecord()) { Limit = 0 };

    private static Dictionary<string, object?> Partition(int number) => new() { ["p"] = number };

    private static Dictionary<string, object?> Offset(int number) => new() { ["o"] = number };
}
