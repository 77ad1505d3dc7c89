using System.Diagnostics;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// One KRaft node (broker and controller) of the distribution in <c>KAFKA_HOME</c>, started by Kafka's own scripts on free ports with its
/// data in a temporary directory. Ready in about four seconds; it takes about 400 MB. <see cref="KraftCluster"/> has several.
/// </summary>
internal sealed class KraftBroker : KafkaBroker
{
    private readonly TempDirectory _directory;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _home;
    private ChildProcess _process;

    private KraftBroker(string home, TempDirectory directory, string bootstrapServers, IReadOnlyDictionary<string, string>? environment)
    {
        _home = home;
        _directory = directory;
        BootstrapServers = bootstrapServers;
        _environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
        {
            ["LOG_DIR"] = directory.File("logs"),
            ["KAFKA_HEAP_OPTS"] = Environment.GetEnvironmentVariable("KAFKA_HEAP_OPTS") ?? "-Xmx512M -Xms256M",
        };
        _process = Launch();
    }

    public override string BootstrapServers { get; }

    public ChildProcess Process => _process;

    /// <summary>Starts a node.</summary>
    /// <param name="settings">Broker properties; <c>{port}</c> and <c>{controller}</c> stand for the node's ports.</param>
    public static async Task<KraftBroker> StartAsync(params (string Key, string Value)[] settings) => (await StartNodesAsync(1, settings))[0];

    /// <summary>Starts a node with variables of its own.</summary>
    public static async Task<KraftBroker> StartAsync(IReadOnlyDictionary<string, string> environment, params (string Key, string Value)[] settings) =>
        (await StartNodesAsync(1, settings, environment))[0];

    /// <summary>Starts the nodes of one cluster; topics get a replica on each unless the settings say otherwise.</summary>
    public static async Task<KraftBroker[]> StartNodesAsync(
        int count, (string Key, string Value)[] settings, IReadOnlyDictionary<string, string>? environment = null)
    {
        var home = Repository.KafkaHome ?? throw new InvalidOperationException("KAFKA_HOME names no Kafka distribution");
        // A leading dash would be read as an option.
        var clusterId = "k" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_')[1..];
        var nodes = Enumerable.Range(0, count).Select(_ => (Directory: TempDirectory.Create(), Port: Ports.Free(), Controller: Ports.Free())).ToArray();
        var voters = string.Join(',', nodes.Select((node, i) => $"{i + 1}@127.0.0.1:{node.Controller}"));
        for (var i = 0; i < count; i++)
        {
            var (directory, port, controller) = nodes[i];
            await File.WriteAllTextAsync(directory.File("server.properties"), Properties(directory, port, controller, (i + 1, voters, count), settings));
        }
        await Task.WhenAll(nodes.Select(node => FormatAsync(home, node.Directory, clusterId)));
        KraftBroker[] brokers = [.. nodes.Select(node => new KraftBroker(home, node.Directory, $"127.0.0.1:{node.Port}", environment))];
        await Task.WhenAll(brokers.Select(broker => broker.AwaitReadyAsync()));
        return brokers;
    }

    /// <summary>Starts the node again on its data, after its process was killed or stopped.</summary>
    public async Task RestartAsync()
    {
        await _process.DisposeAsync();
        _process = Launch();
        await AwaitReadyAsync();
    }

    public override Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null) =>
        TopicCreation.CreateAsync(BootstrapServers, name, partitions, settings);

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    private static async Task FormatAsync(string home, TempDirectory directory, string clusterId)
    {
        var start = new ProcessStartInfo(Path.Combine(home, "bin", "kafka-storage.sh")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["format", "-t", clusterId, "-c", directory.File("server.properties")])
        {
            start.ArgumentList.Add(argument);
        }
        using var format = System.Diagnostics.Process.Start(start)!;
        var output = await format.StandardOutput.ReadToEndAsync() + await format.StandardError.ReadToEndAsync();
        await format.WaitForExitAsync();
        if (format.ExitCode != 0)
        {
            throw new InvalidOperationException($"kafka-storage.sh could not format the broker's directory: {output}");
        }
    }

    private static string Properties(
        TempDirectory directory, int port, int controller, (int Id, string Voters, int Count) node, (string Key, string Value)[] settings) => $"""
        process.roles=broker,controller
        node.id={node.Id}
        controller.quorum.voters={node.Voters}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
        controller.listener.names=CONTROLLER
        log.dirs={directory.File("data")}
        offsets.topic.replication.factor={node.Count}
        offsets.topic.num.partitions=8
        transaction.state.log.replication.factor={node.Count}
        transaction.state.log.min.isr={(node.Count + 1) / 2}
        transaction.state.log.num.partitions=8
        share.coordinator.state.topic.replication.factor={node.Count}
        share.coordinator.state.topic.min.isr={(node.Count + 1) / 2}
        default.replication.factor={node.Count}
        min.insync.replicas={(node.Count + 1) / 2}
        group.initial.rebalance.delay.ms=0
        {string.Join('\n', settings.Select(setting => $"{setting.Key}={Filled(setting.Value, port, controller)}"))}

        """;

    private static string Filled(string value, int port, int controller) =>
        value.Replace("{port}", $"{port}", StringComparison.Ordinal).Replace("{controller}", $"{controller}", StringComparison.Ordinal);

    private ChildProcess Launch() => ChildProcess.Start(
        _directory.File("broker.log"), [Path.Combine(_home, "bin", "kafka-server-start.sh"), _directory.File("server.properties")], _environment);

    private async Task AwaitReadyAsync()
    {
        await _process.WaitUntilAsync(AcceptsAsync, "the Kafka broker did not open its port", TimeSpan.FromSeconds(90));
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        await _process.WaitUntilAsync(
            async () =>
            {
                try
                {
                    var cluster = await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = TimeSpan.FromSeconds(5) });
                    return cluster.Nodes.Count > 0;
                }
                catch (KafkaException)
                {
                    return false;
                }
            },
            "the Kafka broker did not answer",
            TimeSpan.FromSeconds(60));
    }

    private async Task<bool> AcceptsAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", int.Parse(BootstrapServers.Split(':')[1]));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
