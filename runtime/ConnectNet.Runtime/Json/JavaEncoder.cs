using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Escapes JSON strings as Jackson does: <c>\b \t \n \f \r \" \\</c>, other control characters as <c>\u00XX</c>, halves of surrogate
/// pairs as <c>\uD83D\uDE00</c>; everything else is written raw. Stateless.
/// </summary>
internal sealed class JavaEncoder : JavaScriptEncoder
{
    private const string Ascii =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\";

    private static readonly SearchValues<char> AsciiToEscape = SearchValues.Create(Ascii);
    private static readonly SearchValues<byte> BytesToEscape = SearchValues.Create(
        [.. Ascii.Select(c => (byte)c), .. Enumerable.Range(0xF0, 16).Select(b => (byte)b)]);

    /// <inheritdoc/>
    public override int MaxOutputCharactersPerInputCharacter => 12;

    /// <inheritdoc/>
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => Find(new ReadOnlySpan<char>(text, textLength));

    /// <inheritdoc/>
    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(BytesToEscape);

    /// <inheritdoc/>
    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\' or > 0xFFFF;

    /// <inheritdoc/>
    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (unicodeScalar <= 0xFFFF)
        {
            return TryEscape((char)unicodeScalar, destination, out numberOfCharactersWritten);
        }

        numberOfCharactersWritten = 0;
        var pair = char.ConvertFromUtf32(unicodeScalar);
        return bufferLength >= 12
            && TryEscape(pair[0], destination, out _)
            && TryEscape(pair[1], destination[6..], out _)
            && (numberOfCharactersWritten = 12) > 0;
    }

    /// <summary>The base class would replace lone surrogates; Jackson escapes them like any half of a pair.</summary>
    public override OperationStatus Encode(
        ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        charsConsumed = charsWritten = 0;
        while (charsConsumed < source.Length)
        {
            var plain = Find(source[charsConsumed..]);
            plain = plain < 0 ? source.Length - charsConsumed : plain;
            if (!source.Slice(charsConsumed, plain).TryCopyTo(destination[charsWritten..]))
            {
                return OperationStatus.DestinationTooSmall;
            }

            charsConsumed += plain;
            charsWritten += plain;
            if (charsConsumed < source.Length)
            {
                if (!TryEscape(source[charsConsumed], destination[charsWritten..], out var written))
                {
                    return OperationStatus.DestinationTooSmall;
                }

                charsConsumed++;
                charsWritten += written;
            }
        }

        return OperationStatus.Done;
    }

    private static int Find(ReadOnlySpan<char> text)
    {
        var ascii = text.IndexOfAny(AsciiToEscape);
        var surrogate = (ascii < 0 ? text : text[..ascii]).IndexOfAnyInRange('\uD800', '\uDFFF');
        return surrogate < 0 ? ascii : surrogate;
    }

    private static bool TryEscape(char c, Span<char> destination, out int written)
    {
        var letter = c switch { '\b' => 'b', '\t' => 't', '\n' => 'n', '\f' => 'f', '\r' => 'r', '"' => '"', '\\' => '\\', _ => 'u' };
        written = letter == 'u' ? 6 : 2;
        if (destination.Length < written)
        {
            written = 0;
            return false;
        }

        destination[0] = '\\';
        destination[1] = letter;
        return letter != 'u' || ((int)c).TryFormat(destination[2..], out _, "X4", CultureInfo.InvariantCulture);
    }
}
