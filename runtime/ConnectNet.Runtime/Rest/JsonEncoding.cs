using System.Text;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// Finds out, as Jackson does, in which Unicode encoding a JSON text is: by its byte order mark, else by where its first bytes are zero.
/// Stateless.
/// </summary>
internal static class JsonEncoding
{
    /// <summary>The text in UTF-8 without byte order mark.</summary>
    public static byte[] ToUtf8(byte[] body)
    {
        if (body is [0xEF, 0xBB, 0xBF, ..])
        {
            return body[3..];
        }

        Encoding? encoding = body switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [not 0, 0, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            [0, 0, 0xFE, 0xFF, ..] or [0, 0, 0, not 0, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (encoding is null)
        {
            return body;
        }

        var text = encoding.GetString(body);
        return Encoding.UTF8.GetBytes(text.StartsWith('\uFEFF') ? text[1..] : text);
    }
}
