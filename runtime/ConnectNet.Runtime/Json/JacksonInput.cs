using System.Text;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// The bytes of a document with the reading position and Jackson's ways to complain about what stands there. UTF-16 and UTF-32 are
/// recognised by byte order mark or by their zero bytes, as Jackson does. One owner, one thread.
/// </summary>
internal sealed class JacksonInput
{
    private readonly byte[] _bytes;
    private int _line = 1;
    private int _lineStart;

    public JacksonInput(ReadOnlySpan<byte> document)
    {
        _bytes = ToUtf8(document);
        Position = _bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
    }

    /// <summary>Index of the next byte.</summary>
    public int Position { get; set; }

    /// <summary>Whether all bytes are read.</summary>
    public bool AtEnd => Position >= _bytes.Length;

    /// <summary>The next byte, or -1.</summary>
    public int Peek => AtEnd ? -1 : _bytes[Position];

    /// <summary>The place of the next byte.</summary>
    public JacksonLocation Here => new(_line, Position - _lineStart + 1);

    /// <summary>The place of the byte read last.</summary>
    public JacksonLocation Last => new(_line, Position - _lineStart);

    /// <summary>Takes the next byte.</summary>
    public int Take() => _bytes[Position++];

    /// <summary>Bytes of the document.</summary>
    public ReadOnlySpan<byte> Slice(int from, int to) => _bytes.AsSpan(from, to - from);

    /// <summary>Takes white space and the byte after it; -1 at the end.</summary>
    public int TakeAfterSpace()
    {
        while (!AtEnd)
        {
            var c = Take();
            switch (c)
            {
                case ' ' or '\t':
                    break;
                case '\n':
                    StartLine();
                    break;
                case '\r':
                    Position += Peek == '\n' ? 1 : 0;
                    StartLine();
                    break;
                case '/':
                    throw Unexpected(
                        c, "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)");
                case < ' ':
                    throw Error($"Illegal character ({Describe(c)}): only regular white space (\\r, \\n, \\t) is allowed between tokens", Here);
                default:
                    return c;
            }
        }

        return -1;
    }

    /// <summary>What is wrong with the encoding of a member name.</summary>
    public static JacksonException EncodingError(ReadOnlySpan<byte> name, JacksonLocation location)
    {
        var input = new JacksonInput(name);
        try
        {
            while (!input.AtEnd)
            {
                var first = input.Take();
                var needed = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
                if (first is < 0xF8 && input._bytes.Length - input.Position < needed)
                {
                    break;
                }

                input.TakeScalar(first);
            }

            return Error("Unexpected end-of-input in field name", location);
        }
        catch (JacksonException e)
        {
            return e.At(location);
        }
    }

    /// <summary>Decodes the rest of a multi-byte character whose first byte was just taken.</summary>
    public int TakeScalar(int first)
    {
        var (scalar, more) = first switch
        {
            < 0x80 => (first, 0),
            _ when (first & 0xE0) == 0xC0 => (first & 0x1F, 1),
            _ when (first & 0xF0) == 0xE0 => (first & 0x0F, 2),
            _ when (first & 0xF8) == 0xF0 => (first & 0x07, 3),
            _ => throw BrokenEncoding("start byte", first),
        };
        for (; more > 0; more--)
        {
            if (AtEnd)
            {
                throw new JacksonException("Unexpected end-of-input in VALUE_STRING", Here.ToString()) { IsEncoding = true };
            }

            var next = Take();
            if ((next & 0xC0) != 0x80)
            {
                throw BrokenEncoding("middle byte", next);
            }

            scalar = (scalar << 6) | (next & 0x3F);
        }

        return scalar is >= 0xD800 and <= 0xDFFF
            ? throw BrokenEncoding(": Illegal surrogate character", scalar)
            : scalar;
    }

    /// <summary>The error for a character that does not belong where it stands.</summary>
    public JacksonException Unexpected(int first, string comment)
    {
        var c = TakeScalar(first);
        return Error($"Unexpected character ({Describe(c)}): {comment}", Last);
    }

    /// <summary>The error for a character that breaks a number.</summary>
    public JacksonException UnexpectedInNumber(int first, string comment)
    {
        var c = TakeScalar(first);
        return Error($"Unexpected character ({Describe(c)}) in numeric value: {comment}", Last);
    }

    /// <summary>An error at a place.</summary>
    public static JacksonException Error(string problem, JacksonLocation location) => new(problem, location.ToString());

    /// <summary>A character in messages: <c>'x' (code 120)</c>.</summary>
    public static string Describe(int c) => c switch
    {
        < 0x20 or (>= 0x7F and < 0xA0) => $"(CTRL-CHAR, code {c})",
        > 255 => $"'{(char)c}' (code {c} / 0x{c:x})",
        _ => $"'{(char)c}' (code {c})",
    };

    private JacksonException BrokenEncoding(string what, int value) =>
        new($"Invalid UTF-8{(what[0] == ':' ? "" : " ")}{what} 0x{value:x}", Here.ToString()) { IsEncoding = true };

    private void StartLine()
    {
        _line++;
        _lineStart = Position;
    }

    private static byte[] ToUtf8(ReadOnlySpan<byte> document)
    {
        if (document.Length < 2 || document.StartsWith(Encoding.UTF8.Preamble))
        {
            return document.ToArray();
        }

        Encoding? encoding = (document[0], document[1], document.Length > 3 ? document[2] : 1, document.Length > 3 ? document[3] : 1) switch
        {
            (0xFF, 0xFE, 0, 0) => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            (0, 0, 0xFE, 0xFF) => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            (0xFF, 0xFE, _, _) => Encoding.Unicode,
            (0xFE, 0xFF, _, _) => Encoding.BigEndianUnicode,
            (0, 0, 0, _) => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
            (_, 0, 0, 0) => new UTF32Encoding(bigEndian: false, byteOrderMark: false),
            (0, _, _, _) => Encoding.BigEndianUnicode,
            (_, 0, _, _) => Encoding.Unicode,
            _ => null,
        };
        return encoding is null ? document.ToArray() : Encoding.UTF8.GetBytes(encoding.GetString(document).TrimStart('\uFEFF'));
    }
}
