using System.Diagnostics;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// One KRaft node (broker and controller) of the distribution in <c>KAFKA_HOME</c>, started by Kafka's own scripts on free ports with its
/// data in a temporary directory. Ready in about four seconds; it takes about 400 MB.
/// </summary>
internal sealed class KraftBroker : KafkaBroker
{
    private readonly TempDirectory _directory;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string _home;
    private ChildProcess _process;

    private KraftBroker(string home, TempDirectory directory, string bootstrapServers)
    {
        _home = home;
        _directory = directory;
        BootstrapServers = bootstrapServers;
        _environment = new Dictionary<string, string> { ["LOG_DIR"] = directory.File("logs"), ["KAFKA_HEAP_OPTS"] = "-Xmx512M -Xms256M" };
        _process = Launch();
    }

    public override string BootstrapServers { get; }

    public ChildProcess Process => _process;

    /// <summary>Starts a node.</summary>
    /// <param name="settings">Broker properties; <c>{port}</c> and <c>{controller}</c> stand for the node's ports.</param>
    public static async Task<KraftBroker> StartAsync(params (string Key, string Value)[] settings)
    {
        var home = Repository.KafkaHome ?? throw new InvalidOperationException("KAFKA_HOME names no Kafka distribution");
        var directory = TempDirectory.Create();
        var (port, controller) = (Ports.Free(), Ports.Free());
        await File.WriteAllTextAsync(directory.File("server.properties"), Properties(directory, port, controller, settings));
        await FormatAsync(home, directory);
        var broker = new KraftBroker(home, directory, $"127.0.0.1:{port}");
        await broker.AwaitReadyAsync();
        return broker;
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

    private static async Task FormatAsync(string home, TempDirectory directory)
    {
        // A leading dash would be read as an option.
        var clusterId = "k" + Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_')[1..];
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

    private static string Properties(TempDirectory directory, int port, int controller, (string Key, string Value)[] settings) => $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:{controller}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
        controller.listener.names=CONTROLLER
        log.dirs={directory.File("data")}
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=8
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=8
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
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
