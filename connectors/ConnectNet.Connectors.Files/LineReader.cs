using System.Text;

namespace ConnectNet.Connectors.Files;

/// <summary>Reads what is there now, without waiting; 0 when there is nothing.</summary>
internal delegate int ReadAvailable(Span<byte> into);

/// <summary>
/// Cuts UTF-8 text into lines as Kafka's file source does. That one reads into a window of 1,024 characters, doubled while no line fits,
/// and looks for lines only after it has read something new. How many lines stay pending after a full batch depends on this window, so it
/// is kept as two indices over a larger buffer, where nothing is copied. A task owns it; not thread-safe.
/// </summary>
internal sealed class LineReader(ReadAvailable read)
{
    private const int FirstRead = 1024;
    private const int LargestRead = 64 * 1024;
    private byte[] _bytes = new byte[FirstRead];
    private readonly Decoder _decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetDecoder();
    private char[] _chars = new char[2 * FirstRead];
    private int _windowSize = 1024;
    private int _start;     // of the line being looked for
    private int _searched;  // no line ends before here
    private int _limit;     // of the window
    private int _end;       // of what is decoded

    /// <summary>Moves the window on. False when nothing new can be read now.</summary>
    public bool ReadMore()
    {
        if (_limit - _start == _windowSize)
        {
            _windowSize *= 2;
        }
        while (_end - _start < _windowSize && Fill())
        {
        }
        if (_limit == _end)
        {
            return false;
        }
        _limit = Math.Min(_start + _windowSize, _end);
        return true;
    }

    /// <summary>Takes the next line that ends in the window.</summary>
    /// <param name="line">With its terminator, <c>\n</c>, <c>\r\n</c> or <c>\r</c>; good until the next read.</param>
    public bool TryReadLine(out ReadOnlySpan<char> line)
    {
        var found = _chars.AsSpan(_searched, _limit - _searched).IndexOfAny('\n', '\r');
        var until = _searched + found;
        // A \r at the very end may be half of \r\n.
        if (found < 0 || (_chars[until] == '\r' && until + 1 == _limit))
        {
            _searched = found < 0 ? _limit : until;
            line = default;
            return false;
        }
        var next = _chars[until] == '\r' && _chars[until + 1] == '\n' ? until + 2 : until + 1;
        line = _chars.AsSpan(_start, next - _start);
        _start = _searched = next;
        return true;
    }

    /// <summary>The text of a line that <see cref="TryReadLine"/> gave.</summary>
    public static ReadOnlySpan<char> WithoutTerminator(ReadOnlySpan<char> line) =>
        line.EndsWith("\r\n") ? line[..^2] : line[..^1];

    private bool Fill()
    {
        var count = read(_bytes);
        if (count == 0)
        {
            return false;
        }
        MakeRoom();
        _end += _decoder.GetChars(_bytes.AsSpan(0, count), _chars.AsSpan(_end), flush: false);
        if (count == _bytes.Length && count < LargestRead)
        {
            // Many files are small or wait for lines; buffers for large ones would be most of what their tasks take.
            _bytes = new byte[4 * count];
        }
        return true;
    }

    private void MakeRoom()
    {
        // A read of n bytes decodes to at most n characters, and one for what was left of the last.
        if (_chars.Length - _end > _bytes.Length)
        {
            return;
        }
        var kept = _end - _start;
        var target = kept + _bytes.Length < _chars.Length ? _chars : new char[2 * (_chars.Length + _bytes.Length)];
        _chars.AsSpan(_start, kept).CopyTo(target);
        (_chars, _searched, _limit, _end, _start) = (target, _searched - _start, _limit - _start, kept, 0);
    }
}
