using System.Runtime.CompilerServices;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// Reads a pattern in the grammar of Java 17's Pattern. What it refuses it refuses with Java's text at Java's place; oddities of Java's
/// parser that a user can see are kept. One instance parses one pattern.
/// </summary>
internal sealed partial class PatternParser
{
    private readonly PatternReader _reader;
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private PatternFlags _flags;
    private int _groups;
    private bool _hasSupplementary;
    private bool _hasBackReference;

    private PatternParser(string pattern)
    {
        _reader = new PatternReader(pattern);
        _hasSupplementary = _reader.HasSupplementary;
    }

    private PatternFlags Flags
    {
        get => _flags;
        set => _flags = _reader.Flags = value;
    }

    private CaseFolding Folding => !Flags.HasFlag(PatternFlags.CaseInsensitive) ? CaseFolding.None
        : Flags.HasFlag(PatternFlags.UnicodeCase) ? CaseFolding.Unicode : CaseFolding.Ascii;

    private bool UnicodeClasses => Flags.HasFlag(PatternFlags.UnicodeClasses);

    /// <exception cref="FormatException">The pattern is wrong; the message is that of Java's PatternSyntaxException.</exception>
    /// <exception cref="InsufficientExecutionStackException">It is nested too deep.</exception>
    public static ParsedPattern Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var body = parser.Alternatives();
        if (parser._reader.Cursor != parser._reader.Length)
        {
            throw parser._reader.Error(parser._reader.Peek() == ')' ? "Unmatched closing ')'" : "Unexpected internal error");
        }

        return new ParsedPattern(body, parser._groups, parser._names, parser._hasSupplementary, parser._hasBackReference);
    }

    /// <summary>Sequences between <c>|</c>.</summary>
    private PatternNode Alternatives()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var first = Sequence();
        if (_reader.Peek() != '|')
        {
            return first;
        }

        var alternatives = new List<SequenceNode> { first };
        while (_reader.Peek() == '|')
        {
            _reader.Next();
            alternatives.Add(Sequence());
        }

        return new AlternationNode(alternatives);
    }

    private SequenceNode Sequence()
    {
        var items = new List<PatternNode>();
        while (true)
        {
            var c = _reader.Peek();
            if (c is '|' or ')' || (c == 0 && _reader.AtEnd))
            {
                return new SequenceNode(items);
            }

            if (c == '(')
            {
                if (Group() is { } group)
                {
                    items.Add(group);
                }
            }
            else
            {
                items.Add(Quantified(Element(c)));
            }
        }
    }

    private PatternNode Element(int c)
    {
        switch (c)
        {
            case '[':
                return Property(Class(true));
            case '^':
                _reader.Next();
                return new SymbolNode(!Flags.HasFlag(PatternFlags.Multiline) ? Opcode.Begin
                    : Flags.HasFlag(PatternFlags.UnixLines) ? Opcode.UnixLineBegin : Opcode.LineBegin);
            case '$':
                _reader.Next();
                return Dollar(Flags.HasFlag(PatternFlags.Multiline));
            case '.':
                _reader.Next();
                return new SetNode(Dot());
            case '?' or '*' or '+':
                _reader.Next();
                throw _reader.Error($"Dangling meta character '{(char)c}'");
            default:
                return Atom();
        }
    }

    private SymbolNode Dollar(bool multiline) => new((Flags.HasFlag(PatternFlags.UnixLines), multiline) switch
    {
        (false, false) => Opcode.LastLineEnd,
        (false, true) => Opcode.LineEnd,
        (true, false) => Opcode.UnixLastLineEnd,
        _ => Opcode.UnixLineEnd,
    });

    private CharSet Dot() => Flags.HasFlag(PatternFlags.DotAll) ? CharSet.All
        : Flags.HasFlag(PatternFlags.UnixLines) ? CharSet.Of(static c => c != '\n')
        : CharSet.Of(static c => c is not ('\n' or '\r' or 0x85 or 0x2028 or 0x2029));

    /// <summary>A set that stands for itself, outside of a class.</summary>
    private SetNode Property(CharSet set)
    {
        _hasSupplementary |= !set.IsBasicPlane;
        return new SetNode(set);
    }

    /// <summary>As many plain code points as follow, without the last where a quantifier comes behind it; or one escaped thing.</summary>
    private PatternNode Atom()
    {
        var text = new List<int>();
        var lastStart = -1;
        for (var c = _reader.Peek(); ;)
        {
            if (c is '*' or '+' or '?' or '{')
            {
                if (text.Count > 1)
                {
                    _reader.Cursor = lastStart;
                    text.RemoveAt(text.Count - 1);
                }

                break;
            }

            if (c is '$' or '.' or '^' or '(' or '[' or '|' or ')' || (c == 0 && _reader.AtEnd))
            {
                break;
            }

            if (c != '\\')
            {
                lastStart = _reader.Cursor;
                text.Add(c);
                c = _reader.Next();
                continue;
            }

            if (_reader[_reader.Cursor + 1] is 'p' or 'P')
            {
                if (text.Count > 0)
                {
                    break;
                }

                _reader.NextEscaped();
                return Property(Family());
            }

            lastStart = _reader.Cursor;
            var escaped = Escape(false, false);
            if (escaped.Node is { } node)
            {
                if (text.Count == 0)
                {
                    return node is SetNode set ? Property(set.Set) : node;
                }

                _reader.Cursor = lastStart;
                break;
            }

            text.Add(escaped.CodePoint);
            c = _reader.Peek();
        }

        return text.Count == 1 ? Property(Single(text[0]))
            : new TextNode([.. text.Select(t => CodePoints.Fold(t, Folding))], Folding);
    }
}

/// <summary>What a pattern says.</summary>
/// <param name="Body">A sequence or an alternation.</param>
/// <param name="Groups">Number of capturing groups, without the whole match.</param>
/// <param name="Names">Numbers of the groups that have names.</param>
/// <param name="HasSupplementary">Whether it is looked for at each code point; else at each UTF-16 unit.</param>
/// <param name="HasBackReference">Whether a match can depend on what a group matched.</param>
internal sealed record ParsedPattern(
    PatternNode Body, int Groups, IReadOnlyDictionary<string, int> Names, bool HasSupplementary, bool HasBackReference);
