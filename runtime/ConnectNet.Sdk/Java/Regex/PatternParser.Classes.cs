using System.Runtime.CompilerServices;

namespace ConnectNet.Sdk.Java;

/// <summary>Classes in brackets and <c>\p{…}</c>.</summary>
internal sealed partial class PatternParser
{
    /// <summary>
    /// From an opening bracket on, or from the code point before an operand of <c>&amp;&amp;</c>, which is read like a class without
    /// its bracket and ends before the one that closes the class around it.
    /// </summary>
    private CharSet Class(bool bracketed)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var content = new ClassContent();
        var c = _reader.Next();
        var negated = c == '^' && _reader[_reader.Cursor - 1] == '[';
        if (negated)
        {
            c = _reader.Next();
        }

        while (true)
        {
            if (c == '[')
            {
                content.Add(Class(true));
            }
            else if (c == '&' && _reader.Next() == '&')
            {
                content.Intersect(Operand(), _reader);
            }
            else if (c == ']' && !content.IsEmpty)
            {
                if (bracketed)
                {
                    _reader.Next();
                }

                var set = content.Finish();
                return negated ? set.Complement() : set;
            }
            else
            {
                if (c == '&')
                {
                    _reader.Cursor--;
                }
                else if (c == 0 && _reader.AtEnd)
                {
                    throw _reader.Error("Unclosed character class");
                }

                content.AddRange(Range(content.Latin));
            }

            c = _reader.Peek();
        }
    }

    /// <summary>Behind <c>&amp;&amp;</c>: everything up to the next or to the class's end; null where nothing stands.</summary>
    private CharSet? Operand()
    {
        CharSet? operand = null;
        for (var c = _reader.Next(); c is not (']' or '&'); c = _reader.Peek())
        {
            if (c != '[')
            {
                _reader.Cursor--;
            }

            var part = Class(c == '[');
            operand = operand?.Union(part) ?? part;
        }

        return operand;
    }

    /// <summary>One code point, a range, or an escaped set; null where it went among the Latin-1 characters.</summary>
    private CharSet? Range(LatinSet latin)
    {
        var first = _reader.Peek();
        if (first == '\\')
        {
            if (_reader.NextEscaped() is 'p' or 'P')
            {
                return Family();
            }

            var startsRange = _reader[_reader.Cursor + 1] == '-';
            _reader.Cursor--;
            var escaped = Escape(true, startsRange);
            if (escaped.Node is SetNode set)
            {
                return set.Set;
            }

            first = escaped.CodePoint;
        }
        else
        {
            _reader.Next();
        }

        if (_reader.Peek() != '-' || _reader[_reader.Cursor + 1] is '[' or ']')
        {
            return LatinOrSingle(latin, first);
        }

        var last = _reader.Next();
        if (last == '\\')
        {
            last = Escape(true, true).CodePoint;
        }
        else
        {
            _reader.Next();
        }

        return last < first ? throw _reader.Error("Illegal character range") : Between(first, last);
    }

    private CharSet Between(int first, int last)
    {
        return Folding switch
        {
            CaseFolding.None => last < 0xD800 || (first > 0xDFFF && last < 0x10000) ? CharSet.OfBasicPlane(In) : CharSet.Of(In),
            CaseFolding.Ascii => CharSet.Of(c => In(c) || (c < 0x80 && (In(CodePoints.AsciiUpper(c)) || In(CodePoints.AsciiLower(c))))),
            _ => CharSet.Of(c => In(c) || (UnicodeTables.ToUpper(c) is var upper && (In(upper) || In(UnicodeTables.ToLower(upper))))),
        };

        bool In(int c) => first <= c && c <= last;
    }

    private CharSet? LatinOrSingle(LatinSet latin, int c)
    {
        // These have a counterpart beyond Latin-1: ſ, ı, İ, the Kelvin and Ångström signs, Ÿ, Μ.
        if (c > 0xFF || (Folding == CaseFolding.Unicode && c is 0xFF or 0xB5 or 'I' or 'i' or 'S' or 's' or 'K' or 'k' or 0xC5 or 0xE5))
        {
            return Single(c);
        }

        latin.Add(c, Flags);
        return null;
    }

    private CharSet Single(int c)
    {
        if (Folding == CaseFolding.Ascii && c < 0x80 && char.IsAsciiLetter((char)c))
        {
            return CharSet.OfBasicPlane(other => other < 0x80 && (other | 0x20) == (c | 0x20));
        }

        if (Folding == CaseFolding.Unicode && UnicodeTables.ToUpper(c) is var upper && UnicodeTables.ToLower(upper) is var lower && upper != lower)
        {
            return CharSet.Of(other => other == lower || CodePoints.Fold(other, CaseFolding.Unicode) == lower);
        }

        return new SingleSet(c);
    }

    /// <summary>From the letter of <c>\p</c> or <c>\P</c> on.</summary>
    private CharSet Family()
    {
        var complement = _reader[_reader.Cursor] == 'P';
        var set = FamilyNamed(FamilyName());
        if (complement)
        {
            _hasSupplementary = true;
        }

        return complement ? set.Complement() : set;
    }

    private string FamilyName()
    {
        if (_reader.Next() != '{')
        {
            _reader.Cursor--;
            _reader.Next();
            var at = _reader.Cursor;
            _reader.Read();
            return _reader.Text(at, at + 1);
        }

        _reader.Next();
        return _reader.ReadTo('}') switch
        {
            null => throw _reader.Error("Unclosed character family"),
            "" => throw _reader.Error("Empty character family"),
            var name => name,
        };
    }

    private CharSet FamilyNamed(string name)
    {
        var ignoresCase = Flags.HasFlag(PatternFlags.CaseInsensitive);
        if (name.IndexOf('=') is >= 0 and var equals)
        {
            var value = name[(equals + 1)..];
            var property = name[..equals].ToLowerInvariant();
            return (property switch
            {
                "sc" or "script" => CharFamilies.Script(value),
                "blk" or "block" => CharFamilies.Block(value),
                "gc" or "general_category" => CharFamilies.Property(value, ignoresCase),
                _ => null,
            }) ?? throw _reader.Error($"Unknown Unicode property {{name=<{property}>, value=<{value}>}}");
        }

        var set = name switch
        {
            ['I', 'n', .. var block] => CharFamilies.Block(block),
            ['I', 's', .. var other] => CharFamilies.UnicodeProperty(other, ignoresCase)
                ?? CharFamilies.Property(other, ignoresCase) ?? CharFamilies.Script(other),
            _ => (UnicodeClasses ? CharFamilies.UnicodePosix(name, ignoresCase) : null) ?? CharFamilies.Property(name, ignoresCase),
        };
        return set ?? throw _reader.Error($"Unknown character property name {{{name}}}");
    }

    /// <summary>What a class holds so far, joined as Java joins it.</summary>
    private sealed class ClassContent
    {
        private CharSet? _sets;
        private CharSet? _last;
        private bool _hasLatin;

        public LatinSet Latin { get; } = new();

        public bool IsEmpty => _sets is null && !_hasLatin;

        public void Add(CharSet set)
        {
            _last = set;
            _sets = _sets?.Union(set) ?? set;
        }

        public void AddRange(CharSet? set)
        {
            if (set is null)
            {
                _last = null;
                _hasLatin = true;
            }
            else
            {
                Add(set);
            }
        }

        public void Intersect(CharSet? operand, PatternReader reader)
        {
            if (_hasLatin)
            {
                _last = _sets is null ? Latin : _last;
                _sets = _sets?.Union(Latin) ?? Latin;
                _hasLatin = false;
            }

            _last = operand ?? _last;
            _sets = _sets is null ? operand ?? throw reader.Error("Bad class syntax") : _last is null ? _sets : _sets.Intersect(_last);
        }

        public CharSet Finish() => _sets is null ? Latin : _hasLatin ? _sets.Union(Latin) : _sets;
    }
}
