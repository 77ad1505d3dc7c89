using System.Globalization;

namespace ConnectNet.Sdk.Java;

/// <summary>What follows a backslash.</summary>
internal sealed partial class PatternParser
{
    /// <summary>From a backslash on, other than <c>\p</c>.</summary>
    /// <param name="inClass">Whether it stands in brackets.</param>
    /// <param name="inRange">Whether it is an end of a range, where <c>\v</c> is one character.</param>
    private Escaped Escape(bool inClass, bool inRange)
    {
        var c = _reader.Skip();
        if (!inClass && Outside(c) is { } node)
        {
            return new Escaped(-1, node);
        }

        if (!(c == 'v' && inRange) && ShortClass(c) is { } set)
        {
            return new Escaped(-1, new SetNode(set));
        }

        return new Escaped(c switch
        {
            '0' => Octal(),
            'N' => NamedCharacter(),
            'a' => '\a',
            'c' => _reader.AtEnd ? throw _reader.Error("Illegal control escape sequence") : _reader.Read() ^ 64,
            'e' => 0x1B,
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => Utf16(),
            'v' => 0x0B,
            'x' => Hexadecimal(),
            _ when IsLetter(c) || IsDigit(c) => throw _reader.Error("Illegal/unsupported escape sequence"),
            _ => c,
        }, null);
    }

    /// <summary>What is no set and cannot stand in brackets; null for everything else.</summary>
    private PatternNode? Outside(int c)
    {
        switch (c)
        {
            case >= '1' and <= '9':
                return BackReference(GroupNumber(c - '0'));
            case 'k':
                return NamedBackReference();
            case 'A':
                return new SymbolNode(Opcode.Begin);
            case 'B':
                return new SymbolNode(UnicodeClasses ? Opcode.NotUnicodeWordBorder : Opcode.NotWordBorder);
            case 'G':
                return new SymbolNode(Opcode.LastMatchEnd);
            case 'R':
                return new SymbolNode(Opcode.Linebreak);
            case 'X':
                return new SymbolNode(Opcode.Grapheme);
            case 'Z':
                return Dollar(false);
            case 'b':
                return new SymbolNode(BorderKind());
            case 'z':
                return new SymbolNode(Opcode.End);
            default:
                return null;
        }
    }

    private CharSet? ShortClass(int c) => c switch
    {
        'd' => CharFamilies.Digit(UnicodeClasses),
        'D' => CharFamilies.Digit(UnicodeClasses).Complement(),
        'h' => CharSet.HorizontalSpace,
        'H' => CharSet.HorizontalSpace.Complement(),
        's' => CharFamilies.Space(UnicodeClasses),
        'S' => CharFamilies.Space(UnicodeClasses).Complement(),
        'v' => CharSet.VerticalSpace,
        'V' => CharSet.VerticalSpace.Complement(),
        'w' => CharFamilies.Word(UnicodeClasses),
        'W' => CharFamilies.Word(UnicodeClasses).Complement(),
        _ => null,
    };

    /// <summary>Further digits belong to the number as long as that many groups have been opened.</summary>
    private int GroupNumber(int number)
    {
        while (_reader.Peek() is >= '0' and <= '9' and var c && (number * 10) + c - '0' is var next && next <= _groups)
        {
            number = next;
            _reader.Read();
        }

        return number;
    }

    private BackReferenceNode NamedBackReference()
    {
        if (_reader.Read() != '<')
        {
            throw _reader.Error(@"\k is not followed by '<' for named capturing group");
        }

        var name = GroupName(_reader.Read());
        return _names.TryGetValue(name, out var number)
            ? BackReference(number)
            : throw _reader.Error($"named capturing group <{name}> does not exist");
    }

    private BackReferenceNode BackReference(int group)
    {
        _hasBackReference = true;
        return new BackReferenceNode(group, Folding);
    }

    /// <summary>Behind <c>\b</c>: <c>{g}</c> makes it a border of grapheme clusters.</summary>
    private Opcode BorderKind()
    {
        if (_reader.Peek() == '{')
        {
            if (_reader.Skip() == 'g')
            {
                return _reader.Read() == '}' ? Opcode.GraphemeBorder : throw _reader.Error("Illegal/unsupported escape sequence");
            }

            _reader.Cursor -= 2;
        }

        return UnicodeClasses ? Opcode.UnicodeWordBorder : Opcode.WordBorder;
    }

    /// <summary>Up to three digits, the first of three at most 3.</summary>
    private int Octal()
    {
        var first = _reader.Read();
        if (!IsOctal(first))
        {
            throw _reader.Error("Illegal octal escape sequence");
        }

        var value = first - '0';
        for (var digits = 1; digits < (first <= '3' ? 3 : 2); digits++)
        {
            var c = _reader.Read();
            if (!IsOctal(c))
            {
                _reader.Cursor--;
                return value;
            }

            value = (value * 8) + c - '0';
        }

        return value;
    }

    private int Hexadecimal()
    {
        var c = _reader.Read();
        if (Hex(c) is >= 0 and var high)
        {
            return Hex(_reader.Read()) is >= 0 and var low ? (high << 4) + low : throw _reader.Error("Illegal hexadecimal escape sequence");
        }

        if (c != '{' || Hex(_reader.Peek()) < 0)
        {
            throw _reader.Error("Illegal hexadecimal escape sequence");
        }

        var value = 0;
        while (Hex(c = _reader.Read()) is >= 0 and var digit)
        {
            value = (value << 4) + digit;
            if (value > 0x10FFFF)
            {
                throw _reader.Error("Hexadecimal codepoint is too big");
            }
        }

        return c == '}' ? value : throw _reader.Error("Unclosed hexadecimal escape sequence");
    }

    /// <summary>A UTF-16 unit; two escapes in a row that are a pair are one code point.</summary>
    private int Utf16()
    {
        var unit = FourDigits();
        if (char.IsHighSurrogate((char)unit))
        {
            var behind = _reader.Cursor;
            if (_reader.Read() == '\\' && _reader.Read() == 'u' && FourDigits() is var low && char.IsLowSurrogate((char)low))
            {
                return char.ConvertToUtf32((char)unit, (char)low);
            }

            _reader.Cursor = behind;
        }

        return unit;
    }

    private int FourDigits()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            value = Hex(_reader.Read()) is >= 0 and var digit ? (value << 4) + digit : throw _reader.Error("Illegal Unicode escape sequence");
        }

        return value;
    }

    private int NamedCharacter()
    {
        if (_reader.Read() != '{')
        {
            throw _reader.Error("Illegal character name escape sequence");
        }

        var start = _reader.Cursor;
        while (_reader.Read() != '}')
        {
            if (_reader.AtEnd)
            {
                throw _reader.Error("Unclosed character name escape sequence");
            }
        }

        var name = _reader.Text(start, _reader.Cursor - 1);
        return UnicodeNames.Find(name) ?? throw _reader.Error($"Unknown character name [{name}]");
    }

    private static bool IsOctal(int c) => c is >= '0' and <= '7';

    /// <summary>A hexadecimal digit's value, −1 for what is none.</summary>
    private static int Hex(int c) => c < 0x80 && char.IsAsciiHexDigit((char)c) ? Convert.ToInt32(((char)c).ToString(CultureInfo.InvariantCulture), 16) : -1;

    /// <summary>One code point, or −1 and something else.</summary>
    private readonly record struct Escaped(int CodePoint, PatternNode? Node);
}
