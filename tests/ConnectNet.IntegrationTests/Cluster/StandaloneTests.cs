using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Cluster.Plugins;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Standalone workers, ours and Java's, on the same offsets file.</summary>
public sealed class StandaloneTests
{
    [KafkaFact]
    public async Task A_connector_of_the_command_line_runs_and_goes_on_after_a_restart()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var run = await Arrangement.CreateAsync(broker, "own");
        await run.RunAsync(WorkerProcess.Standalone(run.Settings(), run.ConnectorFile));
        await run.RunAsync(WorkerProcess.Standalone(run.Settings(), run.ConnectorFile));
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Java_goes_on_from_our_offsets_and_we_from_Javas()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var run = await Arrangement.CreateAsync(broker, "both");
        await run.RunAsync(WorkerProcess.Standalone(run.Settings(), run.ConnectorFile));
        await run.RunAsync(JavaWorker.Standalone(run.Settings(), run.ConnectorFile));
        await run.RunAsync(WorkerProcess.Standalone(run.Settings(), run.ConnectorFile));
    }

    [KafkaFact]
    public async Task A_worker_is_starting_until_the_connectors_of_its_command_line_are_there()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var directory = TempDirectory.Create();
        using var plugins = PluginDirectory.Of(typeof(StuckSourceConnector).Assembly);
        File.WriteAllText(directory.File("stuck.json"), $$"""{"name":"stuck","connector.class":"{{typeof(StuckSourceConnector).FullName}}","stuck":"start"}""");
        var settings = WorkerSettings.Standalone(broker.BootstrapServers, directory.File("offsets")).With("plugin.path", plugins.Path);
        await using var worker = WorkerProcess.Standalone(settings, directory.File("stuck.json"));
        await worker.StartAsync();
        var (status, body) = await worker.Client.GetAsync("/health");
        Assert.Equal(503, status);
        Assert.Equal("""{"status":"starting","message":"Worker is still starting up."}""", body);
    }

    private sealed class Arrangement : IDisposable
    {
        private readonly TempDirectory _directory = TempDirectory.Create();
        private readonly KafkaBroker _broker;
        private readonly FileSource _source;

        private Arrangement(KafkaBroker broker, string topic)
        {
            _broker = broker;
            _source = new FileSource(topic);
            var lines = _source.Config.Append(KeyValuePair.Create("name", "src")).Select(entry => $"{entry.Key}={entry.Value}");
            File.WriteAllLines(ConnectorFile, lines);
        }

        public string ConnectorFile => _directory.File("src.properties");

        public static async Task<Arrangement> CreateAsync(KafkaBroker broker, string name)
        {
            var topic = ClusterNames.Unique(name);
            await broker.CreateTopicAsync(topic);
            return new Arrangement(broker, topic);
        }

        public WorkerSettings Settings() => WorkerSettings.Standalone(_broker.BootstrapServers, _directory.File("offsets"));

        /// <summary>Runs a worker over ten more lines; none may be delivered twice.</summary>
        public async Task RunAsync(ConnectWorker worker)
        {
            await using (worker)
            {
                _source.Append(10);
                await worker.StartAsync();
                await worker.Client.AwaitRunningAsync("src");
                _source.AssertDelivered(_broker.BootstrapServers);
                Assert.Equal("{\"name\":\"src\"", (await worker.Client.GetAsync("/connectors/src")).Body[..13]);
                var code = await worker.StopAsync();
                Assert.True(worker is JavaWorker || code == 0, $"exit code {code}");
            }
        }

        public void Dispose()
        {
            _source.Dispose();
            _directory.Dispose();
        }
    }
}
