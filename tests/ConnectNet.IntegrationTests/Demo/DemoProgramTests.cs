using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;
using ConnectNet.Tools.Demo;

namespace ConnectNet.IntegrationTests.Demo;

/// <summary>The demo beside others: it speaks to no worker but its own, and says why it ends.</summary>
public sealed class DemoProgramTests
{
    private static readonly string Tools = Path.Combine(AppContext.BaseDirectory, "ConnectNet.Tools");

    [Fact]
    public async Task A_port_in_use_ends_it_before_anything_is_started()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var (code, text) = await RunAsync(["--once", "--port", $"{((IPEndPoint)other.LocalEndpoint).Port}"]);
        Assert.Equal(1, code);
        Assert.Contains("is in use", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "x")]
    [InlineData("--twice")]
    public async Task Other_arguments_are_refused(params string[] arguments)
    {
        var (code, text) = await RunAsync(arguments);
        Assert.Equal((1, "usage: ./connectnet demo [--once] [--port N]"), (code, text.Trim()));
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_0_and_a_closing_line_and_leaves_no_process()
    {
        using var directory = TempDirectory.Create();
        var port = Ports.Free();
        await using var demo = ChildProcess.Start(directory.File("demo.log"), [Tools, "demo", "--port", $"{port}"]);
        await demo.WaitUntilAsync(() => Task.FromResult(demo.Log.Contains("rejected", StringComparison.Ordinal)), "the demo shows nothing", TimeSpan.FromSeconds(60));
        Assert.Equal(0, await demo.InterruptAsync(TimeSpan.FromSeconds(60)));
        Assert.EndsWith("demo: ended\n", demo.Log, StringComparison.Ordinal);
        Assert.True(Ports.IsFree(port));
    }

    /// <summary>As an operator looks at it, and while it is checked; before its first figures and after.</summary>
    [Theory]
    [InlineData(false, "rejected")]
    [InlineData(false, "try: ")]
    [InlineData(true, "try: ")]
    public async Task It_fails_and_says_so_when_its_worker_ends(bool once, string until)
    {
        using var directory = TempDirectory.Create();
        await using var demo = ChildProcess.Start(directory.File("demo.log"), [Tools, "demo", .. once ? (string[])["--once"] : []]);
        await demo.WaitUntilAsync(() => Task.FromResult(demo.Log.Contains(until, StringComparison.Ordinal)), "the demo shows nothing", TimeSpan.FromSeconds(60));

        WorkerOf(demo).Kill();

        Assert.Equal(1, await demo.EndAsync(TimeSpan.FromSeconds(60)));
        Assert.Matches("(demo: the worker|  the worker) (has ended with|does not answer .*: the process ended with) 137", demo.Log);
        Assert.DoesNotContain("Unhandled exception", demo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_of_another_Kafka_is_left_alone()
    {
        await using var mine = await EmbeddedKafka.StartAsync();
        await using var theirs = await EmbeddedKafka.StartAsync();
        var settings = WorkerSettings.Distributed(theirs.BootstrapServers, "theirs");
        await settings.PrepareAsync(theirs);
        await using var worker = WorkerProcess.Distributed(settings);
        await worker.StartAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => MarketingFlow.StartAsync(mine, new MarketingFlowOptions { Port = worker.Url.Port }));
        Assert.Matches("is a worker of another Kafka cluster|the process ended with", error.Message);
        Assert.Equal("[]", (await worker.Client.GetAsync("/connectors")).Body);
    }

    private static Process WorkerOf(ChildProcess demo) => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
        .Where(id => id > 0 && IsWorkerOf(demo.Id, id)).Select(Process.GetProcessById).Single();

    private static bool IsWorkerOf(int parent, int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == $"{parent}"
                && File.ReadAllText($"/proc/{process}/cmdline").StartsWith(WorkerProcess.Executable, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or IOException)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Text)> RunAsync(string[] arguments)
    {
        using var demo = Process.Start(new ProcessStartInfo(Tools, ["demo", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = demo.StandardOutput.ReadToEndAsync();
        var errors = await demo.StandardError.ReadToEndAsync();
        await demo.WaitForExitAsync();
        return (demo.ExitCode, await output + errors);
    }
}
