using System.Globalization;
using System.Text;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Names of code points, for <c>\N{…}</c>: read from <c>unicode-names.bin</c> each time, since a pattern that has one is rare. The file
/// gives each name as the length it shares with the one before and the rest.
/// </summary>
internal static class UnicodeNames
{
    /// <summary>Java trims all control characters and blanks.</summary>
    private static readonly char[] JavaBlanks = [.. Enumerable.Range(0, ' ' + 1).Select(static c => (char)c)];

    /// <summary>The code point that has the name in Java 17, in any case; null where none has.</summary>
    public static int? Find(string name)
    {
        name = name.Trim(JavaBlanks).ToUpperInvariant();
        var numbered = Numbered(name);
        using var reader = UnicodeTables.Open("unicode-names.bin");
        var current = new StringBuilder();
        for (var codePoint = -1; TryNext(reader, ref codePoint, current);)
        {
            if (current.Equals(name))
            {
                return codePoint;
            }

            if (codePoint == numbered)
            {
                numbered = null;
            }
        }

        return numbered;
    }

    /// <summary>The code point of a name like <c>CJK UNIFIED IDEOGRAPHS 4E00</c>, which assigned code points without a name of their own have.</summary>
    private static int? Numbered(string name)
    {
        var hex = name[(name.LastIndexOf(' ') + 1)..];
        if (hex.Length == name.Length
            || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var codePoint)
            || codePoint is < 0 or > 0x10FFFF || UnicodeTables.Category(codePoint) == 0)
        {
            return null;
        }

        var number = codePoint.ToString("X", CultureInfo.InvariantCulture);
        return UnicodeTables.BlockName(codePoint) is { } block && name == $"{block.Replace('_', ' ')} {number}" ? codePoint : null;
    }

    private static bool TryNext(BinaryReader reader, ref int codePoint, StringBuilder name)
    {
        int step;
        try
        {
            step = reader.Read7BitEncodedInt();
        }
        catch (EndOfStreamException)
        {
            return false;
        }

        codePoint += step;
        name.Length = reader.Read7BitEncodedInt();
        for (byte c; (c = reader.ReadByte()) != '\n';)
        {
            name.Append((char)c);
        }

        return true;
    }
}
