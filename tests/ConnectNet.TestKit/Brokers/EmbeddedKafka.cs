using System.Diagnostics;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// librdkafka's own mock cluster in a child process (it aborts on asserts): nothing to install, ready in milliseconds. It serves one
/// worker and a few megabytes a partition; every topic must be created here first, or it gets four partitions.
/// </summary>
internal sealed class EmbeddedKafka : KafkaBroker
{
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Process _process;
    private readonly HashSet<string> _topics = [];

    private EmbeddedKafka(Process process, string bootstrapServers)
    {
        _process = process;
        BootstrapServers = bootstrapServers;
    }

    public override string BootstrapServers { get; }

    public static new async Task<EmbeddedKafka> StartAsync()
    {
        // The child ends with the end of its input, so it never outlives this process.
        var start = new ProcessStartInfo(Repository.TestKit, "embedded-kafka") { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        var first = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("embedded Kafka ended at once; the lines above may say why (a missing native library?)");
        return new EmbeddedKafka(process, first);
    }

    public override async Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null)
    {
        await _gate.WaitAsync();
        try
        {
            if (!_topics.Add(name))
            {
                return;
            }
            await _process.StandardInput.WriteLineAsync($"{name} {partitions}");
            await _process.StandardInput.FlushAsync();
            var answer = await _process.StandardOutput.ReadLineAsync();
            if (answer != "ok")
            {
                throw new InvalidOperationException($"embedded Kafka could not create topic {name}: {answer ?? "it has ended"}");
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _gate.Dispose();
    }
}
