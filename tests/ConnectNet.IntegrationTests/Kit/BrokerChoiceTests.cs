using System.Diagnostics;
using System.Net.Sockets;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ConnectNet.IntegrationTests.Kit;

/// <summary>Which broker tests run on: the order, and that the question for a Docker engine costs nothing where there is none.</summary>
public sealed class BrokerChoiceTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    private string SocketFile => _directory.File("docker.sock");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true, true, true, "UserCluster")]
    [InlineData(false, true, true, "Distribution")]
    [InlineData(false, false, true, "Docker")]
    [InlineData(false, false, false, "Embedded")]
    public void The_first_that_is_there_is_taken(bool hasUserCluster, bool hasDistribution, bool hasEngine, string expected) =>
        Assert.Equal(expected, $"{BrokerChoice.Choose(hasUserCluster, hasDistribution, () => hasEngine)}");

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_engine_is_not_asked_for_when_something_before_it_is_there(bool hasUserCluster, bool hasDistribution) =>
        BrokerChoice.Choose(hasUserCluster, hasDistribution, () => throw new InvalidOperationException("asked"));

    [Fact]
    public void Only_embedded_Kafka_lacks_something()
    {
        const Needs all = Needs.TopicAdmin | Needs.GroupAdmin | Needs.Transactions | Needs.Compaction | Needs.Workers | Needs.Volume;
        Assert.Null(BrokerChoice.WhyNot(all, BrokerKind.Docker));
        Assert.Null(BrokerChoice.WhyNot(Needs.NodeClients, BrokerKind.Embedded));
        Assert.StartsWith($"needs {all}, which embedded Kafka lacks", BrokerChoice.WhyNot(all, BrokerKind.Embedded), StringComparison.Ordinal);
    }

    [Fact]
    public Task Without_a_socket_there_is_no_engine() => AssertNoneAsync($"unix://{SocketFile}");

    [Fact]
    public async Task A_socket_that_nobody_serves_is_no_engine()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(SocketFile));
            await AssertNoneAsync($"unix://{SocketFile}");
        }
        File.Delete(SocketFile);
        await File.WriteAllTextAsync(SocketFile, "");
        await AssertNoneAsync($"unix://{SocketFile}");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_no_engine()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketFile));
        socket.Listen();
        await AssertNoneAsync($"unix://{SocketFile}");
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:{free}")]
    [InlineData("npipe:////./pipe/docker_engine")]
    [InlineData("ssh://user@127.0.0.1")]
    [InlineData("nonsense")]
    public Task Other_addresses_without_an_engine_are_none(string address) =>
        AssertNoneAsync(address.Replace("{free}", $"{Ports.Free()}", StringComparison.Ordinal));

    [Fact]
    public async Task What_answers_as_an_engine_does_is_one()
    {
        var port = Ports.Free();
        await using var engine = await StartAsync(port, context => context.Request.Path == "/_ping" ? context.Response.WriteAsync("OK") : NotFoundAsync(context));
        Assert.True(await DockerEngine.AnswersAsync($"unix://{SocketFile}"));
        Assert.True(await DockerEngine.AnswersAsync($"tcp://127.0.0.1:{port}"));
    }

    [Fact]
    public async Task Another_server_is_no_engine()
    {
        await using var other = await StartAsync(Ports.Free(), context => context.Response.WriteAsync("<html>"));
        await AssertNoneAsync($"unix://{SocketFile}");
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // A tenth of it where the machine has nothing else to do.
    private static async Task AssertNoneAsync(string address)
    {
        var clock = Stopwatch.StartNew();
        Assert.False(await DockerEngine.AnswersAsync(address));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    private async Task<WebApplication> StartAsync(int port, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(SocketFile);
            kestrel.ListenLocalhost(port);
        });
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
