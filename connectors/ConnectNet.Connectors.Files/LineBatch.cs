using System.Collections;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Files;

/// <summary>
/// The lines of one poll. Their text lies in one array, and a line becomes a record when that is asked for: where many tasks share a
/// processor, most of the lines wait for their turn, and the garbage collector would carry thousands of waiting records along.
/// Asked twice, it makes two equal records. Written by the task while it polls, then only read.
/// </summary>
/// <param name="first">The record of a line at the start of the batch, without value and offset.</param>
/// <param name="position">The source's position there; null on standard input.</param>
/// <param name="characters">How much text to expect.</param>
internal sealed class LineBatch(SourceRecord first, long? position, int characters) : IReadOnlyList<SourceRecord>
{
    private char[] _text = GC.AllocateUninitializedArray<char>(characters);
    private int[] _ends = new int[64];

    /// <summary>Characters in all its lines, terminators included.</summary>
    public int Characters => Count == 0 ? 0 : _ends[Count - 1];

    public int Count { get; private set; }

    public SourceRecord this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var start = index == 0 ? 0 : _ends[index - 1];
            var line = LineReader.WithoutTerminator(_text.AsSpan(start, _ends[index] - start));
            return first with { Value = new string(line), SourceOffset = new FilePosition(position + _ends[index]) };
        }
    }

    /// <summary>Appends a line with its terminator.</summary>
    public void Add(ReadOnlySpan<char> line)
    {
        var start = Characters;
        if (start + line.Length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(2 * _text.Length, start + line.Length));
        }
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, 2 * Count);
        }
        line.CopyTo(_text.AsSpan(start));
        _ends[Count++] = start + line.Length;
    }

    public IEnumerator<SourceRecord> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
