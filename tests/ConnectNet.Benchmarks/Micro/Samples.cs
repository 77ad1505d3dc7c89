using ConnectNet.Benchmarks.EndToEnd;
using ConnectNet.Runtime.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Benchmarks.Micro;

/// <summary>The campaign row of the end-to-end scenarios in its forms.</summary>
internal static class Samples
{
    public static byte[] Document { get; } = CampaignRows.WithSchema(4711);

    public static byte[] PlainDocument { get; } = CampaignRows.Plain(4711);

    public static SchemaAndValue Row { get; } = Converter(schemas: true).ToConnect("topic", [], Document);

    public static SchemaAndValue PlainRow { get; } = Converter(schemas: false).ToConnect("topic", [], PlainDocument);

    public static SinkRecord Record { get; } = new()
    {
        Topic = "topic", Partition = 0, OriginalTopic = "topic", OriginalPartition = 0, Offset = 1, Timestamp = 1_790_000_000_000,
        ValueSchema = Row.Schema, Value = Row.Value,
    };

    public static JsonConverter Converter(bool schemas)
    {
        var converter = new JsonConverter();
        converter.Configure(new Dictionary<string, string?> { ["schemas.enable"] = schemas ? "true" : "false" }, isKey: false);
        return converter;
    }
}
