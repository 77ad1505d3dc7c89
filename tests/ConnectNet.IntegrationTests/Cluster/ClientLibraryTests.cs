using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// Processes that cannot have librdkafka with Kerberos, as on a machine without Cyrus SASL: the loader finds an empty file in its place.
/// </summary>
public sealed class ClientLibraryTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly Dictionary<string, string> _environment;

    public ClientLibraryTests()
    {
        File.WriteAllBytes(_directory.File("libsasl2.so.3"), []);
        _environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = Path.GetDirectoryName(_directory.File("libsasl2.so.3"))! };
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Embedded_Kafka_calls_the_library_that_Confluent_could_load()
    {
        await using var process = ChildProcess.Start(_directory.File("log"), [Repository.TestKit, "embedded-kafka"], _environment);
        await AwaitEndAsync(process);

        Assert.Matches(@"^127\.0\.0\.1:\d+\n$", process.Log);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_start_with_Kerberos_ends_with_the_cure()
    {
        WorkerSettings.Distributed("localhost:1", "kerberos")
            .With("listeners", $"http://127.0.0.1:{Ports.Free()}")
            .With("security.protocol", "SASL_PLAINTEXT")
            .With("sasl.mechanism", "GSSAPI")
            .With("sasl.kerberos.service.name", "kafka")
            .With("sasl.jaas.config", "com.sun.security.auth.module.Krb5LoginModule required useTicketCache=true;")
            .Write(_directory.File("w.properties"));
        await using var process = ChildProcess.Start(
            _directory.File("log"), [WorkerProcess.Executable, "distributed", _directory.File("w.properties")], _environment);
        await AwaitEndAsync(process);

        var last = process.Log.TrimEnd().Split('\n')[^1];
        Assert.Matches(
            "^Invalid value GSSAPI for configuration sasl.mechanism: the Kafka client library /.*librdkafka.so has no Kerberos; "
            + "the one that has needs libsasl2.so.3: install Cyrus SASL ", last);
        Assert.Equal(2, process.ExitCode);
    }

    private static async Task AwaitEndAsync(ChildProcess process)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!process.HasExited)
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
