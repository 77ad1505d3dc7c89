using System.Text;

namespace ConnectNet.Runtime.Converters;

/// <summary>Java's character sets by name. What cannot be written becomes a question mark, what cannot be read U+FFFD. Stateless.</summary>
internal static class JavaCharsets
{
    /// <summary>The encoding, or null where there is none of that name.</summary>
    public static Encoding? Find(string name)
    {
        var known = name.ToUpperInvariant() switch
        {
            "UTF8" => "utf-8",
            "UTF-16" or "UNICODEBIG" => "utf-16BE",
            "ISO8859_1" or "LATIN1" => "iso-8859-1",
            "ASCII" => "us-ascii",
            var other when other.StartsWith("CP12", StringComparison.Ordinal) => "windows-" + other[2..],
            _ => name,
        };
        try
        {
            var encoding = CodePagesEncodingProvider.Instance.GetEncoding(known) ?? Encoding.GetEncoding(known);
            return Encoding.GetEncoding(encoding.CodePage, new EncoderReplacementFallback("?"), new DecoderReplacementFallback("\uFFFD"));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
