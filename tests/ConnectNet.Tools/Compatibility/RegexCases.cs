using System.Text;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// Makes Java regular expressions out of the whole grammar, with texts that nearly fit and replacements; a part of them is broken on
/// purpose. The same seed makes the same cases.
/// </summary>
internal sealed class RegexCases(int seed)
{
    private static readonly string[] Letters =
        ["a", "b", "c", "A", "B", "k", "K", "s", "S", "i", "I", "0", "1", "7", "_", "-", " ", "#", "é", "É", "ß", "ſ", "İ", "ı", "µ", "Σ", "ς", "ǅ", "٣",
            "\r", "\n", "\u0085", "\u2028", "\u000b", "\t", "\u00a0", "😀", "😂", "𝒜", "\u0301", "क", "ि", "가", "\u1100", "\u1161", "\u200d", "👩", "🇩", "🇪", "\ud83d", "\ude00", "中", "&"];

    private static readonly string[] Families =
        ["L", "Lu", "Ll", "Lt", "LC", "LD", "L1", "M", "Mn", "N", "Nd", "P", "Pd", "S", "Sm", "Z", "Zs", "C", "Cn", "Cs", "all", "ASCII", "Alpha", "Lower", "Upper", "Digit",
            "Alnum", "Punct", "Graph", "Print", "Blank", "Cntrl", "XDigit", "Space", "IsLatin", "IsGreek", "isLatin", "IsL", "IsLu", "IsAlphabetic", "IsWhite_Space", "IsLetter",
            "IsLowercase", "IsUppercase", "IsTitlecase", "IsPunctuation", "IsControl", "IsDigit", "IsHex_Digit", "IsWord", "IsAssigned", "IsIdeographic", "IsJoin_Control", "IsBlank", "IsGraph", "IsPrint",
            "IsNoncharacter_Code_Point", "IsEmoji", "IsHira", "IsHAN", "InGreek", "InBasicLatin", "InBasic Latin", "InBASIC_LATIN", "InEmoticons", "InCyrillicSupplementary", "InNothing",
            "script=Latin", "sc=Grek", "block=Emoticons", "blk=Latin-1Supplement", "gc=Lu", "general_category=Nd", "GC=L", "foo=bar", "script=Nope", "javaLowerCase", "javaUpperCase",
            "javaTitleCase", "javaAlphabetic", "javaIdeographic", "javaDigit", "javaDefined", "javaLetter", "javaLetterOrDigit", "javaJavaIdentifierStart", "javaJavaIdentifierPart",
            "javaUnicodeIdentifierStart", "javaUnicodeIdentifierPart", "javaIdentifierIgnorable", "javaSpaceChar", "javaWhitespace", "javaISOControl", "javaMirrored", "javaFoo", "Foo", "lower", ""];

    private static readonly string[] Escapes =
        [@"\d", @"\D", @"\w", @"\W", @"\s", @"\S", @"\h", @"\H", @"\v", @"\V", @"\t", @"\n", @"\r", @"\f", @"\a", @"\e", @"\.", @"\_", @"\-", @"\\", @"\[", @"\07", @"\0101", @"\0477", @"\x41",
            @"\x{61}", @"\x{1F600}", @"\u0061", @"\uD83D\uDE00", @"\ud83d", @"\cA", @"\cj", @"\N{LATIN SMALL LETTER A}", @"\N{grinning face}", @"\pL", @"\PL", @"\pN"];

    private static readonly string[] Symbols =
        [".", "^", "$", @"\b", @"\B", @"\A", @"\z", @"\Z", @"\G", @"\R", @"\X", @"\b{g}", @"\1", @"\2", @"\11", @"\k<n>", @"\Qa.b\E", @"\Q1\E", ".", ".", "$"];

    private static readonly string[] Faults =
        ["(", ")", "[", "{", "*", "+", "?", @"\", "a{,3}", "a{3", "a{2,1}", "(?", "(?<", "(?<n_1>a)", "(?'n'a)", "(?#c)a", @"[\b]", "[z-a]", @"\x{110000}", @"\xg", @"\u12", @"\0", @"\09", @"\c", @"\p{",
            @"\p{Foo}", @"\k<zz>", @"\k", @"\y", @"\N{NOPE}", @"\N", "(?<=a*?b)", @"(?<=(a)\1)", "(?@a)", "(?z)", "a**", "[a-", "[^", "[]", "[a&&", "[&&]", "a{99999999999}", "(?<n>a)(?<n>b)", @"[a-\d]", @"\E", "]", "}", "{2}"];

    private static readonly string[] Replacements =
        ["<$0>", "$1", "$1.$2", "${n}", "$12", "\\$", "a\\", "$", "${", "${x}", "${1}", "${}", "$x", "$9", "x", "", "[$1|$2]", "${n"];

    private readonly Random _random = new(seed);
    private int _groups;

    public IEnumerable<RegexCase> Take(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _groups = 0;
            var depth = _random.Next(4);
            var pattern = Chance(25) ? Pick("(?i)", "(?m)", "(?s)", "(?d)", "(?u)", "(?iu)", "(?U)", "(?Ui)", "(?x)", "(?i-i)", "(?ms)", "(?md)") + Alternatives(depth) : Alternatives(depth);
            if (Chance(8))
            {
                pattern = pattern.Insert(_random.Next(pattern.Length + 1), Pick(Faults));
            }

            yield return new RegexCase(pattern, Text(), Pick(Replacements));
        }
    }

    private bool Chance(int percent) => _random.Next(100) < percent;

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];

    private string Letter() => Letters[_random.Next(Chance(70) ? 4 : Letters.Length)];

    private string Text()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(9); i > 0; i--)
        {
            text.Append(Letter());
        }

        return text.ToString();
    }

    private string Alternatives(int depth)
    {
        var text = Sequence(depth);
        while (Chance(18))
        {
            text += "|" + Sequence(depth);
        }

        return text;
    }

    private string Sequence(int depth)
    {
        var text = new StringBuilder();
        for (var i = Chance(4) ? 0 : 1 + _random.Next(3); i > 0; i--)
        {
            text.Append(Element(depth)).Append(Chance(38) ? Quantifier() : "");
        }

        return text.ToString();
    }

    private string Quantifier() =>
        Pick("*", "+", "?", "*", "+", "{2}", "{0,1}", "{1,2}", "{2,}", "{0}", "{0,3}", "{1}") + Pick("", "", "", "?", "+");

    private string Element(int depth)
    {
        var kind = _random.Next(depth > 0 ? 100 : 62);
        return kind switch
        {
            < 30 => Letter(),
            < 38 => Pick(Escapes),
            < 46 => Pick(Symbols),
            < 56 => Class(2),
            < 62 => Family(),
            < 82 => Group(depth - 1),
            < 90 => "(?:" + Alternatives(depth - 1) + ")",
            _ => Pick("(?=", "(?!", "(?>", "(?<=", "(?<!", "(?i:", "(?-i:", "(?s-m:", "(?x: ", "(?iu:", "(?U:") + Alternatives(depth - 1) + ")",
        };
    }

    private string Group(int depth)
    {
        var name = _groups++ == 0 && Chance(30) ? "?<n>" : "";
        return "(" + name + Alternatives(depth) + ")";
    }

    private string Family() => (Chance(70) ? @"\p{" : @"\P{") + Pick(Families) + "}";

    private string Class(int depth)
    {
        var text = new StringBuilder(Chance(25) ? "[^" : "[");
        for (var i = 1 + _random.Next(3); i > 0; i--)
        {
            text.Append(Member(depth));
        }

        return text.Append(']').ToString();
    }

    private string Member(int depth) => _random.Next(depth > 0 ? 12 : 9) switch
    {
        < 3 => Letter(),
        < 5 => Pick("a-c", "A-Z", "0-9", "a-z", "-", @"\x{1F600}-\x{1F64F}", "😀-😂", "é-ö", @"\v-a", "K-k", "&", "^", "a-[b]", "s-ſ"),
        < 7 => Pick(Escapes),
        < 8 => Family(),
        < 9 => Pick("[", "]", @"\Q]\E", "&&", " #", "-") is var odd && Chance(20) ? odd : "b",
        9 => Class(depth - 1),
        10 => "&&" + Class(depth - 1),
        _ => "&&" + Member(depth - 1),
    };
}
