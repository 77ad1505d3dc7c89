using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>Java reads the offsets file we write, and we read the one Java writes.</summary>
public sealed class OffsetsFileTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task The_offsets_file_goes_to_Java_and_back()
    {
        using var directory = TempDirectory.Create();
        var ours = new FileOffsetStore(directory.File("ours"), NullLogger.Instance);
        await ours.SetAsync(
            [.. Enumerable.Range(0, 50).Select(i => new KeyValuePair<byte[], byte[]?>(Key("c", i), OffsetJson.Value(Map("position", (long)i))))],
            CancellationToken.None);

        var lines = await JavaProgram.RunAsync("OffsetsFile.java", directory.File("ours"), directory.File("java"));
        Assert.Equal(50, lines.Length);
        Assert.Contains("""["c",{"n":49}]={"position":49}""", lines);

        var back = new FileOffsetStore(directory.File("java"), NullLogger.Instance);
        back.Start();
        var reader = new OffsetReader(back, "java", NullLogger.Instance);
        Assert.Equal(7L, (await reader.GetAsync([Map("n", 1L)], CancellationToken.None))[0]!["position"]);
        Assert.Equal(50, back.ConnectorPartitions("c").Count);
    }

    private static byte[] Key(string connector, int n) => OffsetJson.Key(connector, Map("n", (long)n));

    private static Dictionary<string, object?> Map(string key, object? value) => new() { [key] = value };
}
