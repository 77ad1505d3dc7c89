using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.UnitTests.Runtime.Kafka.Group;

/// <summary>The hexadecimal texts are what the classes of a Java worker (release 4.3.1) write.</summary>
public sealed class ConnectProtocolTests
{
    private const string Head = "00086c65616465722d31000e687474703a2f2f683a383038332f000000000000002a";
    private const string Work =
        "0000000400016100000002ffffffff0000000000016300000001ffffffff00016200000001000000010002c3bc0000000100000002";

    private const string Revoked = "0000000200017800000002ffffffff0000000000017900000001" + "00000003";

    private static readonly ConnectAssignment Full = new(1, 0, "leader-1", "http://h:8083/", 42)
    {
        Connectors = ["a", "c"],
        Tasks = [new("b", 1), new("a", 0), new("ü", 2)],
        RevokedConnectors = ["x"],
        RevokedTasks = [new("x", 0), new("y", 3)],
        Delay = 300000,
    };

    [Fact]
    public void Assignments_have_Javas_bytes()
    {
        Assert.Equal("00000000" + Head + Work, Hex(ConnectProtocol.WriteAssignment(Full with { Version = 0 })));
        Assert.Equal("00010000" + Head + Work + Revoked + "000493e0", Hex(ConnectProtocol.WriteAssignment(Full)));
        Assert.Equal(
            "00020001" + Head + "00000000" + "00000000" + "00000000",
            Hex(ConnectProtocol.WriteAssignment(new ConnectAssignment(2, 1, "leader-1", "http://h:8083/", 42))));
    }

    [Fact]
    public void Member_states_have_Javas_bytes()
    {
        var state = new WorkerState("http://h:8083/", 42);
        const string Url = "000e687474703a2f2f683a383038332f";
        Assert.Equal("0000" + Url + "000000000000002a", Hex(ConnectProtocol.WriteState(ConnectProtocolMode.Eager, state)));
        Assert.Equal("0001" + Url + "000000000000002affffffff", Hex(ConnectProtocol.WriteState(ConnectProtocolMode.Compatible, state)));
        Assert.Equal(
            "0002" + Url + "ffffffffffffffff" + "0000007d" + "00020000" + Head + Work + Revoked + "000493e0",
            Hex(ConnectProtocol.WriteState(ConnectProtocolMode.Sessioned, new WorkerState("http://h:8083/", -1, Full))));
        Assert.Equal(
            "0002" + Url + "ffffffffffffffffffffffff",
            Hex(ConnectProtocol.WriteState(ConnectProtocolMode.Sessioned, new WorkerState("http://h:8083/", -1, ConnectAssignment.Empty))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void What_was_written_is_read(int version)
    {
        var mode = (ConnectProtocolMode)version;
        var state = new WorkerState("http://h:8083/", 7, Full);
        var read = ConnectProtocol.ReadState(ConnectProtocol.WriteState(mode, state));

        Assert.Equal(("http://h:8083/", 7L), (read.Url, read.Offset));
        if (mode == ConnectProtocolMode.Eager)
        {
            Assert.Null(read.Assignment);
            return;
        }

        Assert.Equal((short)mode, read.Assignment!.Version);
        Assert.Equal(Full.Connectors.Order(), read.Assignment.Connectors.Order());
        Assert.Equal(Full.Tasks.Order(), read.Assignment.Tasks.Order());
        Assert.Equal(Full.RevokedTasks, read.Assignment.RevokedTasks);
        Assert.Equal(300000, read.Assignment.Delay);
    }

    [Fact]
    public void Fields_missing_at_the_end_are_absent()
    {
        var bytes = Convert.FromHexString("00010000" + Head + "ffffffff");
        var read = ConnectProtocol.ReadAssignment(bytes);
        Assert.Equal((0, 0, 0), (read.Connectors.Count, read.RevokedConnectors.Count, read.Delay));
    }

    [Fact]
    public void The_protocols_are_offered_from_the_preferred_one_down()
    {
        var state = new WorkerState("http://h:8083/", 1);
        Assert.Equal(["sessioned", "compatible", "default"], ConnectProtocol.Offers(ConnectProtocolMode.Sessioned, state).Select(o => o.Key));
        Assert.Equal(["compatible", "default"], ConnectProtocol.Offers(ConnectProtocolMode.Compatible, state).Select(o => o.Key));
        Assert.Equal(["default"], ConnectProtocol.Offers(ConnectProtocolMode.Eager, state).Select(o => o.Key));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
