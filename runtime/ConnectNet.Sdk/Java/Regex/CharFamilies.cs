namespace ConnectNet.Sdk.Java;

/// <summary>The sets behind <c>\p{…}</c> and behind <c>\d</c>, <c>\s</c> and <c>\w</c>; null for a name that Java does not know.</summary>
internal static class CharFamilies
{
    private const int Titlecase = 1 << 3;
    private const int Control = 1 << 15;
    private const int Surrogate = 1 << 19;
    private const int Separators = 1 << 12 | 1 << 13 | 1 << 14;
    private const int Punctuation = 0b111111 << 20 & ~(1 << 25) & ~(1 << 19) | 1 << 29 | 1 << 30;
    private const int Letters = 0b111110;

    public static CharSet Digit(bool unicode) => unicode ? Category(1 << 9) : CharSet.OfBasicPlane(static c => c is >= '0' and <= '9');

    public static CharSet Space(bool unicode) => unicode
        ? CharSet.Of(static c => c is (>= 9 and <= 13) or 0x85 || UnicodeTables.IsCategory(c, Separators))
        : CharSet.OfBasicPlane(static c => c is (>= 9 and <= 13) or ' ');

    public static CharSet Word(bool unicode) => unicode
        ? CharSet.Of(IsUnicodeWord)
        : CharSet.OfBasicPlane(static c => c is '_' or (>= '0' and <= '9') or (>= 'A' and <= 'Z') or (>= 'a' and <= 'z'));

    public static bool IsUnicodeWord(int codePoint) =>
        UnicodeTables.Is(codePoint, CharProperties.Alphabetic)
        || UnicodeTables.IsCategory(codePoint, 0b111 << 6 | 1 << 9 | 1 << 23)
        || codePoint is 0x200C or 0x200D;

    public static CharSet? Script(string name) =>
        UnicodeTables.ScriptNumber(name) is { } script ? CharSet.Of(c => UnicodeTables.Script(c) == script) : null;

    public static CharSet? Block(string name) =>
        UnicodeTables.Block(name) is var (first, last) ? CharSet.Of(c => first <= c && c <= last) : null;

    /// <summary><c>\p{Lu}</c>, <c>\p{Alpha}</c> of ASCII, <c>\p{javaLowerCase}</c>.</summary>
    public static CharSet? Property(string name, bool ignoresCase) =>
        CategoryMask(name, ignoresCase) is { } mask ? Category(mask) : Ascii(name, ignoresCase) ?? JavaMethod(name, ignoresCase);

    /// <summary><c>\p{IsAlphabetic}</c> and the POSIX classes in Unicode's meaning, by the name in any case.</summary>
    public static CharSet? UnicodeProperty(string name, bool ignoresCase) => name.ToUpperInvariant() switch
    {
        "ALPHABETIC" => Of(CharProperties.Alphabetic),
        "ASSIGNED" => Category(~1),
        "CONTROL" => Category(Control),
        "HEXDIGIT" or "HEX_DIGIT" => HexDigit(),
        "IDEOGRAPHIC" => Of(CharProperties.Ideographic),
        "JOINCONTROL" or "JOIN_CONTROL" => CharSet.Of(static c => c is 0x200C or 0x200D),
        "LETTER" => Category(Letters),
        "LOWERCASE" => Cased(CharProperties.LowerCase, ignoresCase),
        "NONCHARACTERCODEPOINT" or "NONCHARACTER_CODE_POINT" => CharSet.Of(static c => (c & 0xFFFE) == 0xFFFE || c is >= 0xFDD0 and <= 0xFDEF),
        "TITLECASE" => ignoresCase ? AnyCase() : Category(Titlecase),
        "PUNCTUATION" => Category(Punctuation),
        "UPPERCASE" => Cased(CharProperties.UpperCase, ignoresCase),
        "WHITESPACE" or "WHITE_SPACE" => Space(true),
        "WORD" => Word(true),
        _ => UnicodePosix(name, ignoresCase),
    };

    /// <summary>The POSIX classes in Unicode's meaning, by the name in any case.</summary>
    public static CharSet? UnicodePosix(string name, bool ignoresCase) => name.ToUpperInvariant() switch
    {
        "ALPHA" => Of(CharProperties.Alphabetic),
        "LOWER" => Cased(CharProperties.LowerCase, ignoresCase),
        "UPPER" => Cased(CharProperties.UpperCase, ignoresCase),
        "SPACE" => Space(true),
        "PUNCT" => Category(Punctuation),
        "XDIGIT" => HexDigit(),
        "ALNUM" => Of(CharProperties.Alphabetic).Union(Digit(true)),
        "CNTRL" => Category(Control),
        "DIGIT" => Digit(true),
        "BLANK" => CharSet.Of(IsBlank),
        "GRAPH" => CharSet.Of(IsGraph),
        "PRINT" => CharSet.Of(static c => (IsGraph(c) || IsBlank(c)) && !UnicodeTables.IsCategory(c, Control)),
        _ => null,
    };

    private static bool IsBlank(int codePoint) => codePoint == '\t' || UnicodeTables.IsCategory(codePoint, 1 << 12);

    private static bool IsGraph(int codePoint) => !UnicodeTables.IsCategory(codePoint, Separators | Control | Surrogate | 1);

    private static CharSet Of(CharProperties property) => CharSet.Of(c => UnicodeTables.Is(c, property));

    private static CharSet Cased(CharProperties property, bool ignoresCase) => ignoresCase ? AnyCase() : Of(property);

    private static CharSet AnyCase() => CharSet.Of(static c =>
        UnicodeTables.Is(c, CharProperties.LowerCase | CharProperties.UpperCase) || UnicodeTables.IsCategory(c, Titlecase));

    private static CharSet HexDigit() => CharSet.Of(static c => UnicodeTables.IsCategory(c, 1 << 9)
        || c is (>= 'A' and <= 'F') or (>= 'a' and <= 'f') or (>= 0xFF21 and <= 0xFF26) or (>= 0xFF41 and <= 0xFF46));

    private static CharSet Category(int mask) => CharSet.Of(c => UnicodeTables.IsCategory(c, mask));

    /// <summary>General categories as bits of Java's numbers for them.</summary>
    private static int? CategoryMask(string name, bool ignoresCase) => name switch
    {
        "Lu" or "Ll" or "Lt" or "LC" when ignoresCase || name == "LC" => 0b1110,
        "Cn" => 1,
        "Lu" => 1 << 1,
        "Ll" => 1 << 2,
        "Lt" => Titlecase,
        "Lm" => 1 << 4,
        "Lo" => 1 << 5,
        "Mn" => 1 << 6,
        "Me" => 1 << 7,
        "Mc" => 1 << 8,
        "Nd" => 1 << 9,
        "Nl" => 1 << 10,
        "No" => 1 << 11,
        "Zs" => 1 << 12,
        "Zl" => 1 << 13,
        "Zp" => 1 << 14,
        "Cc" => Control,
        "Cf" => 1 << 16,
        "Co" => 1 << 18,
        "Cs" => Surrogate,
        "Pd" => 1 << 20,
        "Ps" => 1 << 21,
        "Pe" => 1 << 22,
        "Pc" => 1 << 23,
        "Po" => 1 << 24,
        "Sm" => 1 << 25,
        "Sc" => 1 << 26,
        "Sk" => 1 << 27,
        "So" => 1 << 28,
        "Pi" => 1 << 29,
        "Pf" => 1 << 30,
        "L" => Letters,
        "M" => 0b111 << 6,
        "N" => 0b111 << 9,
        "Z" => Separators,
        "C" => Control | 1 << 16 | 1 << 18 | Surrogate | 1,
        "P" => Punctuation,
        "S" => 0b1111 << 25,
        "LD" => Letters | 1 << 9,
        _ => null,
    };

    private static CharSet? Ascii(string name, bool ignoresCase) => name switch
    {
        "L1" => CharSet.OfBasicPlane(static c => c <= 0xFF),
        "all" => CharSet.All,
        "ASCII" => CharSet.OfBasicPlane(static c => c <= 0x7F),
        "Alnum" => CharSet.OfBasicPlane(static c => c < 0x80 && char.IsAsciiLetterOrDigit((char)c)),
        "Lower" or "Upper" or "Alpha" when ignoresCase || name == "Alpha" => CharSet.OfBasicPlane(static c => c < 0x80 && char.IsAsciiLetter((char)c)),
        "Lower" => CharSet.OfBasicPlane(static c => c is >= 'a' and <= 'z'),
        "Upper" => CharSet.OfBasicPlane(static c => c is >= 'A' and <= 'Z'),
        "Blank" => CharSet.OfBasicPlane(static c => c is ' ' or '\t'),
        "Cntrl" => CharSet.OfBasicPlane(static c => c is < 0x20 or 0x7F),
        "Digit" => Digit(false),
        "Graph" => CharSet.OfBasicPlane(static c => c is > ' ' and < 0x7F),
        "Print" => CharSet.OfBasicPlane(static c => c is >= ' ' and < 0x7F),
        "Punct" => CharSet.OfBasicPlane(static c => c is > ' ' and < 0x7F && !char.IsAsciiLetterOrDigit((char)c)),
        "Space" => Space(false),
        "XDigit" => CharSet.OfBasicPlane(static c => c < 0x80 && char.IsAsciiHexDigit((char)c)),
        _ => null,
    };

    private static CharSet? JavaMethod(string name, bool ignoresCase) => name switch
    {
        "javaLowerCase" => Cased(CharProperties.LowerCase, ignoresCase),
        "javaUpperCase" => Cased(CharProperties.UpperCase, ignoresCase),
        "javaTitleCase" => ignoresCase ? AnyCase() : Category(Titlecase),
        "javaAlphabetic" => Of(CharProperties.Alphabetic),
        "javaIdeographic" => Of(CharProperties.Ideographic),
        "javaDigit" => Digit(true),
        "javaDefined" => Category(~1),
        "javaLetter" => Category(Letters),
        "javaLetterOrDigit" => Category(Letters | 1 << 9),
        "javaJavaIdentifierStart" => Of(CharProperties.JavaIdentifierStart),
        "javaJavaIdentifierPart" => Of(CharProperties.JavaIdentifierPart),
        "javaUnicodeIdentifierStart" => Of(CharProperties.UnicodeIdentifierStart),
        "javaUnicodeIdentifierPart" => Of(CharProperties.UnicodeIdentifierPart),
        "javaIdentifierIgnorable" => Of(CharProperties.IdentifierIgnorable),
        "javaSpaceChar" => Category(Separators),
        "javaWhitespace" => Of(CharProperties.Whitespace),
        "javaISOControl" => CharSet.Of(static c => c is <= 0x1F or (>= 0x7F and <= 0x9F)),
        "javaMirrored" => Of(CharProperties.Mirrored),
        _ => null,
    };
}
