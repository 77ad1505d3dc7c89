using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Records;

/// <summary>A record from a source task, with where in the source to go on after it.</summary>
public sealed record SourceRecord : ConnectRecord
{
    /// <summary>
    /// Which part of the source the record comes from, such as a file or an account. Only null, booleans, numbers and strings; the
    /// order of the members is part of its identity in the offsets topic.
    /// </summary>
    public IReadOnlyDictionary<string, object?>? SourcePartition { get; init; }

    /// <summary>The position to resume from after this record, in the same kinds of value.</summary>
    public IReadOnlyDictionary<string, object?>? SourceOffset { get; init; }

    /// <summary>Java's text, without the offset's consequences.</summary>
    public override string ToString() =>
        $"SourceRecord{{sourcePartition={Text(SourcePartition)}, sourceOffset={Text(SourceOffset)}}} ConnectRecord{{topic='{Topic}', "
        + $"kafkaPartition={Partition?.ToString() ?? "null"}, key={Values.JavaText(Key)}, keySchema={KeySchema?.ToString() ?? "null"}, "
        + $"value={Values.JavaText(Value)}, valueSchema={ValueSchema?.ToString() ?? "null"}, timestamp={Timestamp?.ToString() ?? "null"}, headers={Headers}}}";

    private static string Text(IReadOnlyDictionary<string, object?>? map) =>
        map is null ? "null" : "{" + string.Join(", ", map.Select(e => e.Key + "=" + Values.JavaText(e.Value))) + "}";
}
