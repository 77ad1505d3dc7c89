using System.Diagnostics;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>The image's scripts, run without an image: a stand-in for the worker shows what it was started with.</summary>
public sealed class ContainerEntryTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    public ContainerEntryTests()
    {
        var worker = _directory.File("ConnectNet.Runtime");
        File.WriteAllText(worker, "#!/usr/bin/env bash\necho \"started: $*\"\ncat \"$2\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(worker, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("CONNECT_FOO_BAR", "x", "foo.bar=x")]
    [InlineData("CONNECT_A__B", "x", "a_b=x")]
    [InlineData("CONNECT_A___B_C__D", "x", "a-b.c_d=x")]
    [InlineData("CONNECT_SASL_JAAS_CONFIG", "Login required user=\"u\" password=\"a\\b=c\";", "sasl.jaas.config=Login required user=\"u\" password=\"a\\\\b=c\";")]
    [InlineData("CONNECT_SSL_KEYSTORE_KEY", "line 1\nline 2", "ssl.keystore.key=line 1\\nline 2")]
    [InlineData("CONNECT_GROUP_ID", "mine", "group.id=mine")]
    [InlineData("BOOTSTRAP_SERVERS", "broker:9092", "bootstrap.servers=broker:9092")]
    [InlineData("GROUP_ID", "7", "group.id=7")]
    [InlineData("CONFIG_STORAGE_TOPIC", "c", "config.storage.topic=c")]
    [InlineData("OFFSET_STORAGE_TOPIC", "o", "offset.storage.topic=o")]
    [InlineData("STATUS_STORAGE_TOPIC", "s", "status.storage.topic=s")]
    [InlineData("KEY_CONVERTER", "K", "key.converter=K")]
    [InlineData("ADVERTISED_HOST_NAME", "h", "rest.advertised.host.name=h")]
    [InlineData("REST_PORT", "9000", "listeners=http://0.0.0.0:9000")]
    public async Task A_variable_becomes_a_property(string name, string value, string line)
    {
        var lines = await RunAsync("entrypoint.sh", ["start"], (name, value), (name == "BOOTSTRAP_SERVERS" ? "UNUSED" : "BOOTSTRAP_SERVERS", "b:1"));
        Assert.StartsWith("started: distributed ", lines[0], StringComparison.Ordinal);
        Assert.Contains(line, lines);
    }

    [Fact]
    public async Task Connects_own_names_win_over_Debeziums()
    {
        var lines = await RunAsync("entrypoint.sh", ["start"], ("BOOTSTRAP_SERVERS", "b:1"), ("GROUP_ID", "7"), ("CONNECT_GROUP_ID", "8"));
        Assert.Contains("group.id=8", lines);
        Assert.DoesNotContain("group.id=7", lines);
    }

    [Fact]
    public async Task Without_brokers_it_says_which_variable_is_missing()
    {
        var lines = await RunAsync("entrypoint.sh", ["start"], expectedExit: 1);
        Assert.Contains("CONNECT_BOOTSTRAP_SERVERS", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standalone_takes_connector_files()
    {
        var lines = await RunAsync("entrypoint.sh", ["standalone", "a.json", "b.properties"], ("BOOTSTRAP_SERVERS", "b:1"));
        Assert.Matches("^started: standalone .* a.json b.properties$", lines[0]);
        Assert.Contains("offset.storage.file.filename=/tmp/connect.offsets", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("group.id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_command_is_run_as_it_is() => Assert.Equal(["hello"], await RunAsync("entrypoint.sh", ["echo", "hello"]));

    [Fact]
    public async Task Kafkas_scripts_start_the_worker()
    {
        await File.WriteAllTextAsync(_directory.File("w.properties"), "a=b\n");
        Assert.Equal([$"started: distributed {_directory.File("w.properties")}", "a=b"], await RunAsync("bin/connect-distributed.sh", [_directory.File("w.properties")]));
        Assert.Equal(
            [$"started: standalone {_directory.File("w.properties")} c.json", "a=b"],
            await RunAsync("bin/connect-standalone.sh", [_directory.File("w.properties"), "c.json"]));
    }

    [Fact]
    public async Task Strimzis_start_uses_the_mounted_file_without_the_provider_of_Kubernetes_secrets()
    {
        await MountAsync("""
            bootstrap.servers=my-cluster-kafka-bootstrap:9091
            config.providers=strimzienv,strimzifile,strimzidir,strimzisecrets
            config.providers.strimzienv.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
            config.providers.strimzisecrets.class=io.strimzi.kafka.KubernetesSecretConfigProvider
            rest.advertised.host.name=${strimzienv:ADVERTISED_HOSTNAME}
            """);

        var lines = await RunAsync("kafka_connect_run.sh", [], ("STRIMZI_HOME", StrimziHome));

        Assert.StartsWith("started: distributed ", lines[0], StringComparison.Ordinal);
        Assert.Contains("config.providers=strimzienv,strimzifile,strimzidir", lines);
        Assert.Contains("rest.advertised.host.name=${strimzienv:ADVERTISED_HOSTNAME}", lines);
        Assert.DoesNotContain(lines, line => line.Contains("KubernetesSecretConfigProvider", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strimzis_start_refuses_a_file_that_takes_values_from_Kubernetes_secrets()
    {
        await MountAsync("producer.sasl.jaas.config=${strimzisecrets:ns/secret:key}\n");
        var lines = await RunAsync("kafka_connect_run.sh", [], expectedExit: 1, ("STRIMZI_HOME", StrimziHome));
        Assert.Contains("strimzidir", Assert.Single(lines), StringComparison.Ordinal);
    }

    private string StrimziHome => _directory.File("strimzi");

    private async Task MountAsync(string properties)
    {
        Directory.CreateDirectory(Path.Combine(StrimziHome, "custom-config"));
        Directory.CreateSymbolicLink(Path.Combine(StrimziHome, "bin"), Repository.PathOf("docker", "bin"));
        await File.WriteAllTextAsync(Path.Combine(StrimziHome, "custom-config", "kafka-connect.properties"), properties);
    }

    private Task<string[]> RunAsync(string script, string[] arguments, params (string Name, string Value)[] environment) =>
        RunAsync(script, arguments, 0, environment);

    private async Task<string[]> RunAsync(string script, string[] arguments, int expectedExit, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Repository.PathOf("docker", script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CONNECTNET_HOME"] = _directory.Path;
        start.Environment["CONNECTNET_PROPERTIES"] = _directory.File("worker.properties");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == expectedExit, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
