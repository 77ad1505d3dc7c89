using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ConnectNet.Sdk.Configuration;

/// <summary>
/// Rewrites one pattern from Java's syntax to .NET's: quotations, ASCII meaning of <c>\d \w \s</c>, POSIX classes, possessive
/// quantifiers, unions and intersections of character classes.
/// </summary>
internal sealed class JavaRegexTranslator(string pattern)
{
    private readonly StringBuilder _out = new();
    private readonly Stack<int> _groups = new();
    private int _at;
    private int _atom;

    public string Translate()
    {
        while (_at < pattern.Length)
        {
            switch (pattern[_at])
            {
                case '\\':
                    Escape();
                    break;
                case '[':
                    _atom = _out.Length;
                    _out.Append(CharacterClass());
                    break;
                case '(':
                    _groups.Push(_out.Length);
                    Take();
                    break;
                case ')':
                    _atom = _groups.Count > 0 ? _groups.Pop() : _out.Length;
                    Take();
                    break;
                case '*' or '+' or '?' or '{':
                    Quantifier();
                    break;
                default:
                    _atom = _out.Length;
                    Take();
                    break;
            }
        }

        return _out.ToString();
    }

    private static string? Named(string name) => name switch
    {
        "Lower" or "javaLowerCase" => "a-z",
        "Upper" or "javaUpperCase" => "A-Z",
        "ASCII" => @"\x00-\x7F",
        "Alpha" => "a-zA-Z",
        "Digit" => "0-9",
        "Alnum" => "a-zA-Z0-9",
        "Punct" => @"!-/:-@\[-`{-~",
        "Graph" => "!-~",
        "Print" => @"\x20-~",
        "Blank" => @" \t",
        "Cntrl" => @"\x00-\x1F\x7F",
        "XDigit" => "0-9a-fA-F",
        "Space" => @" \t\n\x0B\f\r",
        "IsAlphabetic" => @"\p{L}\p{Nl}",
        "IsDigit" => @"\p{Nd}",
        "IsLetter" => @"\p{L}",
        "IsLowercase" => @"\p{Ll}",
        "IsUppercase" => @"\p{Lu}",
        _ => null,
    };

    private static string? Short(char c) => c switch
    {
        'd' => "0-9",
        'w' => "a-zA-Z0-9_",
        's' => @" \t\n\x0B\f\r",
        'h' => @" \t\xA0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000",
        _ => null,
    };

    private void Take() => _out.Append(pattern[_at++]);

    private void Escape()
    {
        _atom = _out.Length;
        if (_at + 1 < pattern.Length && pattern[_at + 1] == 'Q')
        {
            Quotation();
            return;
        }

        if (EscapedSet() is { } set)
        {
            _out.Append(set.Negated ? "[^" : "[").Append(set.Members).Append(']');
        }
        else if (pattern.AsSpan(_at).StartsWith(@"\R"))
        {
            _out.Append(@"(?:\r\n|[\n\x0B\f\r\u0085\u2028\u2029])");
            _at += 2;
        }
        else
        {
            AppendPlainEscape(_out);
        }
    }

    private void Quotation()
    {
        var end = pattern.IndexOf(@"\E", _at + 2, StringComparison.Ordinal);
        var quoted = end < 0 ? pattern[(_at + 2)..] : pattern[(_at + 2)..end];
        _at = end < 0 ? pattern.Length : end + 2;
        foreach (var c in quoted)
        {
            _atom = _out.Length;
            _out.Append(Regex.Escape(c.ToString()));
        }
    }

    /// <summary>Reads <c>\d</c>, <c>\P{Alpha}</c> and the like; null where another escape stands.</summary>
    private (string Members, bool Negated)? EscapedSet()
    {
        if (_at + 1 >= pattern.Length)
        {
            return null;
        }

        var c = pattern[_at + 1];
        if (Short(char.ToLowerInvariant(c)) is { } members)
        {
            _at += 2;
            return (members, char.IsUpper(c));
        }

        if (c is 'p' or 'P' && _at + 2 < pattern.Length && pattern[_at + 2] == '{' && pattern.IndexOf('}', _at) is > 0 and var end
            && Named(pattern[(_at + 3)..end]) is { } named)
        {
            _at = end + 1;
            return (named, c == 'P');
        }

        return null;
    }

    private void AppendPlainEscape(StringBuilder to)
    {
        if (pattern.AsSpan(_at).StartsWith(@"\x{") && pattern.IndexOf('}', _at) is > 0 and var end
            && int.TryParse(pattern[(_at + 3)..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            to.Append(Regex.Escape(char.ConvertFromUtf32(code)));
            _at = end + 1;
            return;
        }

        to.Append(pattern[_at++]);
        if (_at < pattern.Length)
        {
            to.Append(pattern[_at++]);
        }
    }

    private void Quantifier()
    {
        var start = _at;
        if (pattern[_at] == '{')
        {
            var end = pattern.IndexOf('}', _at);
            _at = end < 0 ? pattern.Length : end + 1;
        }
        else
        {
            _at++;
        }

        var quantifier = pattern[start.._at];
        if (_at < pattern.Length && pattern[_at] == '+')
        {
            _at++;
            _out.Insert(_atom, "(?>").Append(quantifier).Append(')');
        }
        else
        {
            _out.Append(quantifier);
            if (_at < pattern.Length && pattern[_at] == '?')
            {
                Take();
            }
        }
    }

    /// <summary>Reads a class from its opening bracket. Intersections become look-aheads before the last operand.</summary>
    private string CharacterClass()
    {
        _at++;
        var negated = _at < pattern.Length && pattern[_at] == '^';
        _at += negated ? 1 : 0;
        var operands = new List<string>();
        var alternatives = new List<string>();
        var members = new StringBuilder();
        var first = true;
        while (_at < pattern.Length && (pattern[_at] != ']' || first))
        {
            first = false;
            if (pattern[_at] == '[')
            {
                alternatives.Add(CharacterClass());
            }
            else if (pattern.AsSpan(_at).StartsWith("&&"))
            {
                _at += 2;
                operands.Add(Operand(members, alternatives));
            }
            else
            {
                Member(members, alternatives);
            }
        }

        _at++;
        operands.Add(Operand(members, alternatives));
        var positive = string.Concat(operands.SkipLast(1).Select(o => $"(?={o})")) + operands[^1];
        if (!negated)
        {
            return operands.Count == 1 ? positive : $"(?:{positive})";
        }

        return operands.Count == 1 && operands[0].StartsWith('[') && !operands[0].StartsWith("[^", StringComparison.Ordinal)
            ? "[^" + operands[0][1..]
            : $@"(?:(?!{positive})[\s\S])";
    }

    private void Member(StringBuilder members, List<string> alternatives)
    {
        if (pattern[_at] != '\\')
        {
            members.Append(pattern[_at++]);
        }
        else if (EscapedSet() is { } set)
        {
            if (set.Negated)
            {
                alternatives.Add($"[^{set.Members}]");
            }
            else
            {
                members.Append(set.Members);
            }
        }
        else
        {
            AppendPlainEscape(members);
        }
    }

    private static string Operand(StringBuilder members, List<string> alternatives)
    {
        if (members.Length > 0)
        {
            // A hyphen before a closing bracket is subtraction in .NET only when a class follows, which Member has taken out.
            alternatives.Insert(0, "[" + members + "]");
        }

        var operand = alternatives.Count switch { 0 => "[^\\s\\S]", 1 => alternatives[0], _ => "(?:" + string.Join("|", alternatives) + ")" };
        members.Clear();
        alternatives.Clear();
        return operand;
    }
}
