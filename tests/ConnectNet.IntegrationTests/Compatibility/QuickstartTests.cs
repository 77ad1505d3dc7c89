using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// Kafka's quickstart with our worker in place of Java's: the properties and connector files of the distribution as they are, with the addresses
/// of this test's broker and worker added at the end.
/// </summary>
public sealed class QuickstartTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly Uri _url = new($"http://127.0.0.1:{Ports.Free()}");

    public void Dispose() => _directory.Dispose();

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Lines_go_from_file_to_file_through_a_standalone_worker()
    {
        File.WriteAllText(_directory.File("test.txt"), "foo\nbar\n");
        await using var worker = await StartAsync(
            "standalone",
            "connect-standalone.properties",
            $"offset.storage.file.filename={_directory.File("offsets")}",
            Config("connect-file-source.properties"),
            Config("connect-file-sink.properties"));
        await worker.WaitUntilAsync(
            () => Task.FromResult(File.Exists(_directory.File("test.sink.txt")) && File.ReadAllText(_directory.File("test.sink.txt")) == "foo\nbar\n"),
            "the lines do not arrive",
            TimeSpan.FromSeconds(90));
        await StopAsync(worker);
    }

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Compaction)]
    public async Task A_distributed_worker_starts()
    {
        await using var worker = await StartAsync("distributed", "connect-distributed.properties", "");
        using var client = new ConnectClient(_url);
        await worker.WaitUntilAsync(
            async () =>
            {
                try
                {
                    return (await client.GetAsync("/connectors")).Body == "[]";
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the worker does not answer",
            TimeSpan.FromSeconds(90));
        await StopAsync(worker);
    }

    private static string Config(string file) => Path.Combine(Repository.KafkaHome!, "config", file);

    private static async Task StopAsync(ChildProcess worker)
    {
        Assert.Equal(0, await worker.TerminateAsync(TimeSpan.FromSeconds(60)));

        var warnings = worker.Log.Split('\n').Where(line => line.Contains(" WARN ", StringComparison.Ordinal) && !IsOfANewTopic(line));
        Assert.Equal("", string.Join('\n', warnings));
    }

    // A topic is unknown until someone has created it, and a broker may not know it yet a moment later; Java's clients warn of both too.
    private static bool IsOfANewTopic(string line) =>
        line.Contains("WARN Retriable error while reading log to end", StringComparison.Ordinal)
        || line.Contains("Waiting for a topic: Subscribed topic not available: connect-test:", StringComparison.Ordinal);

    private async Task<ChildProcess> StartAsync(string mode, string properties, string more, params string[] connectors)
    {
        var broker = await KafkaBroker.SharedAsync();
        var file = _directory.File(properties);
        File.Copy(Config(properties), file);
        File.AppendAllText(file, $"\nbootstrap.servers={broker.BootstrapServers}\nlisteners={_url.ToString().TrimEnd('/')}\n{more}\n");
        return ChildProcess.Start(_directory.File("worker.log"), [WorkerProcess.Executable, mode, file, .. connectors]);
    }
}
