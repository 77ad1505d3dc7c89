using System.Text.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Remembers names of members, which repeat from document to document: a name met again costs neither a string nor its hash code. Names
/// that share a place push each other out. Used by one thread.
/// </summary>
internal sealed class JsonNames
{
    private const int Places = 256;
    private const int MaxLength = 64;
    private readonly Entry?[] _entries = new Entry?[Places];

    /// <summary>The name at which the reader stands, with Java's hash code.</summary>
    /// <exception cref="InvalidOperationException">The bytes are no UTF-8.</exception>
    public (string Name, int Hash) Read(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped || utf8.Length is 0 or > MaxLength)
        {
            var text = JsonTokens.Text(ref reader);
            return (text, JavaHash.Of(text));
        }

        ref var entry = ref _entries[PlaceOf(utf8)];
        if (entry is null || !utf8.SequenceEqual(entry.Utf8))
        {
            var text = JsonTokens.Text(ref reader);
            entry = new Entry(utf8.ToArray(), text, JavaHash.Of(text));
        }

        return (entry.Name, entry.Hash);
    }

    private static int PlaceOf(ReadOnlySpan<byte> utf8) =>
        ((utf8.Length * 31) + (utf8[0] * 7) + (utf8[^1] * 13) + (utf8[utf8.Length / 2] * 3)) & (Places - 1);

    private sealed record Entry(byte[] Utf8, string Name, int Hash);
}
