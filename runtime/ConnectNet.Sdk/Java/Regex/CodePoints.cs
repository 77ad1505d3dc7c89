namespace ConnectNet.Sdk.Java;

/// <summary>Code points in UTF-16 texts, as Java's Character reads them: half a pair is a code point of its own.</summary>
internal static class CodePoints
{
    public static int At(string text, int index)
    {
        var c = text[index];
        return char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            ? char.ConvertToUtf32(c, text[index + 1])
            : c;
    }

    public static int Before(string text, int index)
    {
        var c = text[index - 1];
        return char.IsLowSurrogate(c) && index > 1 && char.IsHighSurrogate(text[index - 2])
            ? char.ConvertToUtf32(text[index - 2], c)
            : c;
    }

    /// <summary>How many UTF-16 units a code point takes.</summary>
    public static int Width(int codePoint) => codePoint > 0xFFFF ? 2 : 1;

    /// <summary>How many UTF-16 units the given number of code points takes from an index on; backwards where it is negative.</summary>
    public static int Units(string text, int index, int count)
    {
        var at = index;
        for (var i = 0; i < count && at < text.Length; i++)
        {
            at += Width(At(text, at));
        }

        for (var i = 0; i > count && at > 0; i--)
        {
            at -= Width(Before(text, at));
        }

        return Math.Abs(at - index);
    }

    public static int[] Of(string text)
    {
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += Width(points[^1]))
        {
            points.Add(At(text, i));
        }

        return [.. points];
    }

    /// <summary>Whether it is beyond the basic plane, or half a pair.</summary>
    public static bool IsSupplementary(int codePoint) => codePoint > 0xFFFF || codePoint is >= 0xD800 and <= 0xDFFF;

    public static int AsciiLower(int codePoint) => codePoint is >= 'A' and <= 'Z' ? codePoint + 0x20 : codePoint;

    public static int AsciiUpper(int codePoint) => codePoint is >= 'a' and <= 'z' ? codePoint - 0x20 : codePoint;

    /// <summary>The code point that stands for all that differ in case only.</summary>
    public static int Fold(int codePoint, CaseFolding folding) => folding switch
    {
        CaseFolding.None => codePoint,
        CaseFolding.Ascii => AsciiLower(codePoint),
        _ => codePoint < 0x80 ? AsciiLower(codePoint) : UnicodeTables.ToLower(UnicodeTables.ToUpper(codePoint)),
    };
}
