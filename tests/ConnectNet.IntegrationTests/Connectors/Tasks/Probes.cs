using System.Text;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Records for the probe connectors.</summary>
internal static class Probes
{
    public static Dictionary<string, object?> Partition(string name) => new() { ["file"] = name };

    public static SourceRecord Record(string topic, string partition, int offset, string? value = null) => new()
    {
        Topic = topic,
        SourcePartition = Partition(partition),
        SourceOffset = new Dictionary<string, object?> { ["position"] = offset },
        KeySchema = Schema.String,
        Key = partition,
        ValueSchema = Schema.String,
        Value = value ?? "value " + offset,
    };

    public static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
