namespace ConnectNet.Sdk.Java;

/// <summary>Parentheses and quantifiers.</summary>
internal sealed partial class PatternParser
{
    /// <summary>From an opening parenthesis on; null for one that only sets flags.</summary>
    private PatternNode? Group()
    {
        var saved = Flags;
        PatternNode? group;
        if (_reader.Next() != '?')
        {
            group = Capturing();
        }
        else
        {
            group = SpecialGroup(_reader.Skip());
            if (group is null)
            {
                return null;
            }
        }

        if (_reader.Read() != ')')
        {
            throw _reader.Error("Unclosed group");
        }

        Flags = saved;
        return Quantified(group);
    }

    private GroupNode Capturing()
    {
        var number = ++_groups;
        return new GroupNode(number, Alternatives());
    }

    private PatternNode? SpecialGroup(int kind)
    {
        switch (kind)
        {
            case ':':
                return new GroupNode(0, Alternatives());
            case '=' or '!':
                return new LookaheadNode(Alternatives(), kind == '!');
            case '>':
                return new AtomicNode(Alternatives());
            case '<':
                var c = _reader.Read();
                return c is '=' or '!' ? Lookbehind(c == '!') : NamedGroup(c);
            case '$' or '@':
                throw _reader.Error("Unknown group type");
            default:
                _reader.Cursor--;
                SetFlags();
                return _reader.Read() switch
                {
                    ')' => null,
                    ':' => new GroupNode(0, Alternatives()),
                    _ => throw _reader.Error("Unknown inline modifier"),
                };
        }
    }

    private GroupNode NamedGroup(int first)
    {
        var name = GroupName(first);
        return _names.TryAdd(name, _groups + 1) ? Capturing() : throw _reader.Error($"Named capturing group <{name}> is already defined");
    }

    private string GroupName(int first)
    {
        if (!IsLetter(first))
        {
            throw _reader.Error("capturing group name does not start with a Latin letter");
        }

        var name = new System.Text.StringBuilder();
        var c = first;
        do
        {
            name.Append((char)c);
            c = _reader.Read();
        }
        while (IsLetter(c) || IsDigit(c));

        return c == '>' ? name.ToString() : throw _reader.Error("named capturing group is missing trailing '>'");
    }

    private LookbehindNode Lookbehind(bool negative)
    {
        var start = _reader.Cursor;
        var body = Alternatives();
        var length = PatternLength.Of(body);
        return length.HasMost
            ? new LookbehindNode(body, negative, length.Least, length.Most, _reader.HasSupplementaryFrom(start))
            : throw _reader.Error("Look-behind group does not have an obvious maximum length");
    }

    private void SetFlags()
    {
        var on = true;
        for (var c = _reader.Peek(); ; c = _reader.Next())
        {
            if (c == '-' && on)
            {
                on = false;
                continue;
            }

            var flag = c switch
            {
                'i' => PatternFlags.CaseInsensitive,
                'm' => PatternFlags.Multiline,
                's' => PatternFlags.DotAll,
                'd' => PatternFlags.UnixLines,
                'u' => PatternFlags.UnicodeCase,
                'c' => PatternFlags.CanonicalEquivalence,
                'x' => PatternFlags.Comments,
                'U' => PatternFlags.UnicodeClasses | PatternFlags.UnicodeCase,
                _ => PatternFlags.None,
            };
            if (flag == PatternFlags.None)
            {
                return;
            }

            Flags = on ? Flags | flag : Flags & ~flag;
        }
    }

    private PatternNode Quantified(PatternNode node)
    {
        switch (_reader.Peek())
        {
            case '?':
                return Repeat(node, 0, 1);
            case '*':
                return Repeat(node, 0, RepeatNode.Unlimited);
            case '+':
                return Repeat(node, 1, RepeatNode.Unlimited);
            case '{':
                var (least, most) = Times();
                return Repeat(node, least, most);
            default:
                return node;
        }
    }

    /// <summary>From the last character of the quantifier on: what may come behind it.</summary>
    private RepeatNode Repeat(PatternNode node, int least, int most)
    {
        var kind = _reader.Next() switch { '?' => RepeatKind.Lazy, '+' => RepeatKind.Possessive, _ => RepeatKind.Greedy };
        if (kind != RepeatKind.Greedy)
        {
            _reader.Next();
        }

        return new RepeatNode(node, least, most, kind);
    }

    /// <summary>Reads <c>{2}</c>, <c>{2,}</c>, <c>{2,3}</c>, and stays before the closing brace.</summary>
    private (int Least, int Most) Times()
    {
        var c = _reader.Skip();
        if (!IsDigit(c))
        {
            throw _reader.Error("Illegal repetition");
        }

        var least = Number(ref c);
        var most = least;
        if (c == ',')
        {
            c = _reader.Read();
            most = c == '}' ? RepeatNode.Unlimited : Number(ref c);
        }

        if (c != '}')
        {
            throw _reader.Error("Unclosed counted closure");
        }

        if (most < least)
        {
            throw _reader.Error("Illegal repetition range");
        }

        _reader.Cursor--;
        return (least, most);
    }

    private int Number(ref int c)
    {
        var number = 0;
        for (; IsDigit(c); c = _reader.Read())
        {
            var next = (number * 10L) + c - '0';
            number = next <= int.MaxValue ? (int)next : throw _reader.Error("Illegal repetition range");
        }

        return number;
    }

    private static bool IsLetter(int c) => c < 0x80 && char.IsAsciiLetter((char)c);

    private static bool IsDigit(int c) => c is >= '0' and <= '9';
}
