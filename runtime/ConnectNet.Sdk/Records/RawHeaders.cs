using System.Collections;

namespace ConnectNet.Sdk.Records;

/// <summary>A header as Kafka stores it.</summary>
/// <param name="Key">Name.</param>
/// <param name="Value">Bytes, or null.</param>
public readonly record struct RawHeader(string Key, byte[]? Value);

/// <summary>The headers of a Kafka record as bytes. A converter may read them and, when writing, add to them.</summary>
public sealed class RawHeaders : IReadOnlyList<RawHeader>
{
    private readonly List<RawHeader> _headers = [];

    /// <inheritdoc/>
    public int Count => _headers.Count;

    /// <inheritdoc/>
    public RawHeader this[int index] => _headers[index];

    /// <summary>Appends a header.</summary>
    public void Add(string key, byte[]? value) => _headers.Add(new RawHeader(key, value));

    /// <inheritdoc/>
    public IEnumerator<RawHeader> GetEnumerator() => _headers.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
