using System.Text;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class ConnectorFileTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    [Fact]
    public void A_flat_object_is_a_config()
    {
        var file = Read("""{"name":"x","tasks.max":3,"topic":"t"}""");
        Assert.Equal("x", file.Name);
        Assert.Equal([("name", "x"), ("tasks.max", "3"), ("topic", "t")], file.Config.Select(e => (e.Key, e.Value!)));
        Assert.Null(file.InitialState);
    }

    [Fact]
    public void A_request_gets_its_name_and_state_and_may_hold_more()
    {
        var file = Read("""{"name":"x","config":{"topic":"t","rate":1.50},"initial_state":"paused","more":[1]}""");
        Assert.Equal("x", file.Name);
        Assert.Equal([("topic", "t"), ("rate", "1.50"), ("name", "x")], file.Config.Select(e => (e.Key, e.Value!)));
        Assert.Equal(TargetState.Paused, file.InitialState);
    }

    [Theory]
    [InlineData("""{"name":"x","topic":"t"}""")]
    [InlineData("""{"name":"x","config":{"topic":"t"}}""")]
    public void A_byte_order_mark_is_taken_as_Java_does(string json)
    {
        foreach (var encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(bigEndian: true, byteOrderMark: true)])
        {
            File.WriteAllText(_directory.File("c"), json, encoding);
            Assert.Equal("t", ConnectorFile.Read(_directory.File("c")).Config["topic"]);
        }
    }

    [Fact]
    public void Json_that_is_broken_is_said_below_the_missing_name()
    {
        var error = Assert.Throws<ConnectException>(() => Read("""{"name":"x","""));
        Assert.Equal($"Connector configuration at '{_directory.File("c")}' is missing the mandatory 'name' configuration", error.Message);
        Assert.StartsWith("Unexpected end-of-input", error.InnerException!.Message);
    }

    [Fact]
    public void Anything_else_is_read_as_properties()
    {
        var file = Read("# a comment\nname=x\ntopic = t\n");
        Assert.Equal([("name", "x"), ("topic", "t")], file.Config.Select(e => (e.Key, e.Value!)));
    }

    [Theory]
    [InlineData("""{"topic":"t"}""", "Connector configuration at '{0}' is missing the mandatory 'name' configuration")]
    [InlineData("topic=t", "Connector configuration at '{0}' is missing the mandatory 'name' configuration")]
    [InlineData("""{"name":"x","config":{"name":"y"}}""",
        "Connector name configuration in 'config' doesn't match the one specified in 'name' at '{0}'")]
    public void A_name_that_is_missing_or_differs_is_an_error(string content, string message)
    {
        var error = Assert.Throws<ConnectException>(() => Read(content));
        Assert.Equal(string.Format(message, _directory.File("c")), error.Message);
    }

    public void Dispose() => _directory.Dispose();

    private ConnectorFile Read(string content)
    {
        var path = _directory.File("c");
        File.WriteAllText(path, content);
        return ConnectorFile.Read(path);
    }
}
