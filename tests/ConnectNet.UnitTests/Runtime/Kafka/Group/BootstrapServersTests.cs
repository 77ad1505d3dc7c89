using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Kafka.Group;

/// <summary>Expected values are those of Kafka's <c>ClientUtils.parseAndValidateAddresses</c>.</summary>
public sealed class BootstrapServersTests
{
    [Theory]
    [InlineData("127.0.0.1:9092", "127.0.0.1:9092")]
    [InlineData("PLAINTEXT://127.0.0.1:9092 , a_b://127.0.0.1:9", "127.0.0.1:9092,127.0.0.1:9")]
    [InlineData(":9092", "localhost:9092")]
    [InlineData("[::1]:9092", "[::1]:9092")]
    [InlineData("::1:9092", "[::1]:9092")]
    [InlineData("localhost:65535", "localhost:65535")]
    public void Addresses_are_read(string servers, string expected) => Assert.Equal(expected, string.Join(",", BootstrapServers.Parse(servers)));

    [Theory]
    [InlineData("nobrokerrunningatthisaddress", "Invalid url in bootstrap.servers: nobrokerrunningatthisaddress")]
    [InlineData("127.0.0.1:9092,nobroker", "Invalid url in bootstrap.servers: nobroker")]
    [InlineData("a:b", "Invalid url in bootstrap.servers: a:b")]
    [InlineData("localhost:-1", "Invalid url in bootstrap.servers: localhost:-1")]
    [InlineData("localhost:65536", "Invalid port in bootstrap.servers: localhost:65536")]
    [InlineData("localhost:99999999999", "Invalid port in bootstrap.servers: localhost:99999999999")]
    [InlineData("http://127.0.0.1:9092/", "Invalid url in bootstrap.servers: http://127.0.0.1:9092/")]
    [InlineData("ho st:9092", "Invalid url in bootstrap.servers: ho st:9092")]
    [InlineData("127.0.0.1:９０", "Invalid url in bootstrap.servers: 127.0.0.1:９０")]
    [InlineData("ünï:9092", "Invalid url in bootstrap.servers: ünï:9092")]
    public void What_is_no_address_is_named(string servers, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigException>(() => BootstrapServers.Parse(servers)).Message);

    [Theory]
    [InlineData("", false, "No resolvable bootstrap urls given in bootstrap.servers")]
    [InlineData("nosuchhost.invalid:9092", false, "No resolvable bootstrap urls given in bootstrap.servers")]
    [InlineData("nosuchhost.invalid:9092,127.0.0.1:9092", false, null)]
    [InlineData("nosuchhost.invalid:9092,127.0.0.1:9092", true, "Unknown host in bootstrap.servers: nosuchhost.invalid:9092")]
    public void One_name_must_mean_something(string servers, bool each, string? message)
    {
        var error = Record.Exception(() => BootstrapServers.RequireResolvable(BootstrapServers.Parse(servers), each, (_, _) => { }));
        Assert.Equal(message, error?.Message);
    }
}
