using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;
using ConnectNet.Runtime.Tasks;
using TaskStatus = ConnectNet.Runtime.Storage.TaskStatus;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class StatusWriterTests
{
    private static readonly ConnectorTaskId First = new("c", 0);

    private readonly MemoryStatusStore _store = new();
    private readonly StatusWriter _writer;
    private bool _inDoubt;
    private int _generation = 4;

    public StatusWriterTests() =>
        _writer = new StatusWriter(_store, "me:1", () => _generation, true, TimeProvider.System) { IsInDoubt = () => _inDoubt };

    [Fact]
    public void States_are_written_at_once()
    {
        _writer.Changed("c", new StatusChange(ConnectState.Running, null, null));
        _writer.Changed(First, new StatusChange(ConnectState.Running, null, null));
        Assert.Equal(("me:1", 4), (_store.Get("c")!.WorkerId, _store.Get(First)!.Generation));
    }

    [Fact]
    public void A_worker_in_doubt_of_its_membership_writes_in_order_when_the_doubt_is_over()
    {
        _inDoubt = true;
        _writer.Changed(First, new StatusChange(ConnectState.Running, null, null));
        _writer.WriteHeld();
        Assert.Null(_store.Get(First));

        _inDoubt = false;
        _writer.Changed(First, new StatusChange(ConnectState.Failed, null, "why"));
        Assert.Null(_store.Get(First));
        _writer.WriteHeld();
        Assert.Equal(ConnectState.Failed, _store.Get(First)!.State);
    }
}
