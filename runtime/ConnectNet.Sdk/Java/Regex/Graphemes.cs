namespace ConnectNet.Sdk.Java;

/// <summary>The classes of Unicode's grapheme cluster rules (UAX 29), in the order of Java's Grapheme.</summary>
internal enum GraphemeClass
{
    Other,
    CarriageReturn,
    LineFeed,
    Control,
    Extend,
    Joiner,
    RegionalIndicator,
    Prepend,
    SpacingMark,
    HangulL,
    HangulV,
    HangulT,
    HangulLV,
    HangulLVT,
    Pictograph,
}

/// <summary>Extended grapheme clusters: what a reader takes for one character.</summary>
internal static class Graphemes
{
    /// <summary>Where the cluster that begins at an index ends.</summary>
    public static int End(string text, int index)
    {
        var first = CodePoints.At(text, index);
        var left = UnicodeTables.Grapheme(first);
        var isPictograph = left == GraphemeClass.Pictograph;
        var indicators = left == GraphemeClass.RegionalIndicator ? 1 : 0;
        for (var at = index + CodePoints.Width(first); at < text.Length;)
        {
            var next = CodePoints.At(text, at);
            var right = UnicodeTables.Grapheme(next);
            var joined = (isPictograph && left == GraphemeClass.Joiner && right == GraphemeClass.Pictograph)
                || (indicators % 2 == 1 && left == GraphemeClass.RegionalIndicator && right == GraphemeClass.RegionalIndicator)
                || Joins(left, right);
            if (!joined)
            {
                return at;
            }

            indicators += right == GraphemeClass.RegionalIndicator ? 1 : 0;
            left = right;
            at += CodePoints.Width(next);
        }

        return text.Length;
    }

    /// <summary>Whether no border is between two neighbours, as rules GB3 to GB9b say.</summary>
    private static bool Joins(GraphemeClass left, GraphemeClass right) => (left, right) switch
    {
        (GraphemeClass.CarriageReturn, GraphemeClass.LineFeed) => true,
        (GraphemeClass.CarriageReturn or GraphemeClass.LineFeed or GraphemeClass.Control, _) => false,
        (_, GraphemeClass.CarriageReturn or GraphemeClass.LineFeed or GraphemeClass.Control) => false,
        (_, GraphemeClass.Extend or GraphemeClass.Joiner or GraphemeClass.SpacingMark) => true,
        (GraphemeClass.Prepend, _) => true,
        (GraphemeClass.HangulL, GraphemeClass.HangulL or GraphemeClass.HangulV or GraphemeClass.HangulLV or GraphemeClass.HangulLVT) => true,
        (GraphemeClass.HangulLV or GraphemeClass.HangulV, GraphemeClass.HangulV or GraphemeClass.HangulT) => true,
        (GraphemeClass.HangulLVT or GraphemeClass.HangulT, GraphemeClass.HangulT) => true,
        _ => false,
    };
}
