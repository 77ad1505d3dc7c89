using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Tasks;

public sealed class TransactionBoundaryTests
{
    private static readonly SourceRecord Record = new() { Topic = "t" };
    private readonly FakeTimeProvider _time = new();
    private readonly TransactionContext _context = new();

    [Fact]
    public void By_poll_every_batch_is_a_transaction()
    {
        var boundary = Boundary("poll");
        Assert.Equal(TransactionAction.GoOn, boundary.AfterRecord(Record));
        Assert.Equal(TransactionAction.Commit, boundary.AfterBatch(requested: false));
        Assert.Equal(TransactionAction.Commit, boundary.AtEnd(isWhole: false));
        Assert.Null(boundary.UntilDue);
    }

    [Theory]
    [InlineData(null, 60)]
    [InlineData("2000", 2)]
    public void By_interval_the_first_batch_after_it_ends_the_transaction(string? interval, int seconds)
    {
        var boundary = Boundary("interval", interval);
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal(TransactionAction.GoOn, boundary.AfterBatch(requested: false));
        Assert.Equal(TimeSpan.FromSeconds(1), boundary.UntilDue);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TransactionAction.GoOn, boundary.AfterRecord(Record));
        Assert.Equal(TransactionAction.Commit, boundary.AfterBatch(requested: false));
        Assert.Equal(TransactionAction.GoOn, boundary.AfterBatch(requested: false));
        Assert.Equal(TransactionAction.Commit, boundary.AfterBatch(requested: true));
        Assert.Equal(TransactionAction.Commit, boundary.AtEnd(isWhole: false));

        // A pause does not count.
        _time.Advance(TimeSpan.FromSeconds(2 * seconds));
        boundary.Start();
        Assert.Equal(TransactionAction.GoOn, boundary.AfterBatch(requested: false));
    }

    [Fact]
    public void By_connector_the_task_decides_for_the_batch_and_for_single_records()
    {
        var boundary = Boundary("connector");
        Assert.Equal(TransactionAction.GoOn, boundary.AfterBatch(requested: true));
        _context.CommitTransaction();
        Assert.Equal(TransactionAction.GoOn, boundary.AfterRecord(Record));
        Assert.Equal(TransactionAction.Commit, boundary.AfterBatch(requested: false));
        Assert.Equal(TransactionAction.GoOn, boundary.AfterBatch(requested: false));
        _context.AbortTransaction();
        Assert.Equal(TransactionAction.Abort, boundary.AfterBatch(requested: false));

        _context.CommitTransaction(Record);
        Assert.Equal(TransactionAction.GoOn, boundary.AfterRecord(Record with { }));
        Assert.Equal(TransactionAction.Commit, boundary.AfterRecord(Record));
        Assert.Equal(TransactionAction.GoOn, boundary.AfterRecord(Record));
        _context.AbortTransaction(Record);
        Assert.Equal(TransactionAction.Abort, boundary.AfterRecord(Record));
    }

    [Fact]
    public void By_connector_half_a_batch_is_not_committed_at_the_end()
    {
        var boundary = Boundary("connector");
        Assert.Equal(TransactionAction.GoOn, boundary.AtEnd(isWhole: true));
        _context.CommitTransaction();
        Assert.Equal(TransactionAction.GoOn, boundary.AtEnd(isWhole: false));
        Assert.Equal(TransactionAction.Commit, boundary.AtEnd(isWhole: true));
    }

    [Fact]
    public void Contradictions_are_told_when_they_are_found()
    {
        var boundary = Boundary("connector");
        _context.CommitTransaction(Record);
        _context.AbortTransaction(Record);
        Assert.Equal(
            "Connector requested both commit and abort of same record against topic/partition t/null",
            Assert.ThrowsAny<KafkaException>(() => boundary.AfterRecord(Record)).Message);
        _context.CommitTransaction();
        _context.AbortTransaction();
        Assert.Equal(
            "Connector requested both commit and abort of same transaction",
            Assert.ThrowsAny<KafkaException>(() => boundary.AfterBatch(requested: false)).Message);
    }

    private TransactionBoundary Boundary(string boundary, string? interval = null)
    {
        var config = new Dictionary<string, string?> { ["name"] = "c", ["connector.class"] = "x", ["transaction.boundary"] = boundary };
        if (interval is not null)
        {
            config["transaction.boundary.interval.ms"] = interval;
        }

        return TransactionBoundary.Of(
            new SourceConnectorConfig(new PluginCatalog([], new Dictionary<string, Type>()), config),
            new TaskTiming(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(5), _time),
            boundary == "connector" ? _context : null);
    }
}
