using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>A worker that cannot run says why on its last line, and ends with the Java worker's exit code.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    [Fact]
    public async Task Nothing_to_do_is_an_error_with_usage()
    {
        var (code, output) = await RunAsync();
        Assert.Equal(1, code);
        Assert.Contains("distributed", output);
    }

    [Fact]
    public async Task A_missing_key_is_an_error_of_the_configuration()
    {
        var (code, output) = await RunAsync("distributed", Write("w.properties", "bootstrap.servers=127.0.0.1:1\n"));
        Assert.Equal(2, code);
        Assert.StartsWith("Missing required configuration \"", LastLine(output));
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_an_error()
    {
        var settings = WorkerSettings.Distributed($"127.0.0.1:{Ports.Free()}", "none")
            .With("listeners", $"http://127.0.0.1:{Ports.Free()}").With("request.timeout.ms", "2000").With("default.api.timeout.ms", "2000");
        settings.Write(_directory.File("w.properties"));
        var (code, output) = await RunAsync("distributed", _directory.File("w.properties"));
        Assert.Equal(2, code);
        Assert.Equal(
            "Failed to connect to and describe Kafka cluster. Check worker's broker connection and security properties.", LastLine(output));
        Assert.Matches(@"WARN No Kafka broker of bootstrap\.servers=127\.0\.0\.1:\d+ can be reached: Connection refused\. Trying again in 1 s\.", output);
    }

    [Fact]
    public async Task A_host_that_is_unknown_is_not_waited_for()
    {
        WorkerSettings.Distributed("broker.invalid:9092", "none").With("listeners", "http://127.0.0.1:0").Write(_directory.File("w.properties"));
        var clock = Stopwatch.StartNew();
        var (code, output) = await RunAsync("distributed", _directory.File("w.properties"));
        Assert.Equal(2, code);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Contains("WARN Couldn't resolve server broker.invalid:9092 from bootstrap.servers: ", output);
        Assert.Contains("Caused by: No resolvable bootstrap urls given in bootstrap.servers", output);
    }

    [Theory]
    [InlineData("listeners", "listeners=http://127.0.0.1:{0}", "http://127.0.0.1:{0}")]
    [InlineData("admin.listeners", "admin.listeners=http://127.0.0.1:{0}", "http://127.0.0.1:{0}")]
    [InlineData("metrics.port", "metrics.port={0}", "{0}")]
    public async Task A_taken_port_is_one_line_that_names_the_key(string key, string setting, string value)
    {
        using var taken = new TcpListener(key == "metrics.port" ? IPAddress.IPv6Any : IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        WorkerSettings.Distributed("127.0.0.1:1", "none").With("listeners", "http://127.0.0.1:0").Write(_directory.File("w.properties"));
        File.AppendAllText(_directory.File("w.properties"), string.Format(setting, port));
        var (code, output) = await RunAsync("distributed", _directory.File("w.properties"));
        Assert.Equal(2, code);
        Assert.StartsWith($"Invalid value {string.Format(value, port)} for configuration {key}: cannot listen there: Address already in use. ", LastLine(output));
        Assert.DoesNotContain("\tat ", output);
        Assert.DoesNotContain("   at ", output);
    }

    [Fact]
    public async Task A_properties_file_that_is_not_there_is_named()
    {
        var (code, output) = await RunAsync("distributed", "none.properties");
        Assert.Equal(2, code);
        Assert.StartsWith("The worker's properties file 'none.properties' cannot be read: ", LastLine(output));
    }

    [KafkaFact]
    public async Task A_connector_file_that_is_not_there_ends_a_standalone_worker_at_once()
    {
        var broker = await KafkaBroker.SharedAsync();
        WorkerSettings.Standalone(broker.BootstrapServers, _directory.File("offsets"))
            .With("listeners", $"http://127.0.0.1:{Ports.Free()}").Write(_directory.File("w.properties"));
        var clock = Stopwatch.StartNew();
        var (code, output) = await RunAsync("standalone", _directory.File("w.properties"), "none.json");
        Assert.Equal(3, code);
        Assert.StartsWith("Connector configuration at 'none.json' cannot be read: ", LastLine(output));

        // The herder, which was never started, would have been waited for half a minute.
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [KafkaFact]
    public async Task A_connector_file_without_a_name_stops_a_standalone_worker()
    {
        var broker = await KafkaBroker.SharedAsync();
        WorkerSettings.Standalone(broker.BootstrapServers, _directory.File("offsets"))
            .With("listeners", $"http://127.0.0.1:{Ports.Free()}").Write(_directory.File("w.properties"));
        var connector = Write("c.properties", "topic=t\n");
        var (code, output) = await RunAsync("standalone", _directory.File("w.properties"), connector);
        Assert.Equal(3, code);
        Assert.Equal($"Connector configuration at '{connector}' is missing the mandatory 'name' configuration", LastLine(output));
    }

    [Theory]
    [InlineData("config.providers=v\nconfig.providers.v.class=com.acme.Vault\n", "Invalid value com.acme.Vault for configuration config.providers.v.class: Class com.acme.Vault could not be found. ")]
    [InlineData("config.providers=v\n", "Missing required configuration \"config.providers.v.class\" which has no default value.")]
    [InlineData("connector.client.config.override.policy=Nope\n", "Failed to find any class that implements interface org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy and which name matches Nope, ")]
    [InlineData("listeners=foo\n", "Invalid value foo for configuration listeners: Listener doesn't have the right format (protocol://hostname:port).")]
    [InlineData("listeners=https://127.0.0.1:0\nssl.keystore.location=none.p12\n", "Invalid value none.p12 for configuration ssl.keystore.location: ")]
    [InlineData("security.protocol=SSL\nssl.truststore.location=none.p12\n", "Invalid value none.p12 for configuration ssl.truststore.location: ")]
    [InlineData("security.protocol=SASL_SSL\nsasl.mechanism=AWS_MSK_IAM\n", "Invalid value AWS_MSK_IAM for configuration sasl.mechanism: supported are ")]
    [InlineData("security.protocol=SASL_SSL\nsasl.login.callback.handler.class=com.acme.Login\n", "Invalid value com.acme.Login for configuration sasl.login.callback.handler.class: Java classes cannot be loaded here; ")]
    public async Task What_cannot_be_followed_without_harm_ends_the_start(string more, string reason)
    {
        var settings = WorkerSettings.Distributed("127.0.0.1:1", "none").With("listeners", $"http://127.0.0.1:{Ports.Free()}");
        settings.Write(_directory.File("w.properties"));
        File.AppendAllText(_directory.File("w.properties"), more);
        var (code, output) = await RunAsync("distributed", _directory.File("w.properties"));
        Assert.Equal(2, code);
        Assert.StartsWith(reason, LastLine(output));
    }

    [KafkaFact]
    public async Task An_unknown_REST_extension_ends_the_start()
    {
        var broker = await KafkaBroker.SharedAsync();
        WorkerSettings.Standalone(broker.BootstrapServers, _directory.File("offsets"))
            .With("listeners", $"http://127.0.0.1:{Ports.Free()}").With("rest.extension.classes", "com.acme.Guard").Write(_directory.File("w.properties"));
        var (code, output) = await RunAsync("standalone", _directory.File("w.properties"));
        Assert.Equal(3, code);
        Assert.StartsWith("Invalid value com.acme.Guard for configuration rest.extension.classes: Java extensions cannot be loaded here; known is ", LastLine(output));
    }

    public void Dispose() => _directory.Dispose();

    private static string LastLine(string output) => output.TrimEnd().Split('\n')[^1];

    private string Write(string name, string content)
    {
        File.WriteAllText(_directory.File(name), content);
        return _directory.File(name);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = ChildProcess.Start(_directory.File("log"), [WorkerProcess.Executable, .. arguments]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!process.HasExited)
        {
            await Task.Delay(50, limit.Token);
        }

        return (process.ExitCode, process.Log);
    }
}
