using System.Text;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Reads JSON token by token as Jackson's byte parser does, with its leniency, its error texts and its moments: a member's scalar value
/// is scanned together with the name, a string when its text is wanted or skipped. Slow and exact; hot paths use
/// <see cref="System.Text.Json.Utf8JsonReader"/> and come here for what that refuses. One owner, one thread.
/// </summary>
internal sealed class JacksonParser
{
    private const int MaxDepth = 1000;
    private const string ValueList = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

    private readonly JacksonInput _input;
    private readonly JacksonNumberScanner _numbers;
    private readonly Stack<Scope> _scopes = new();
    private JacksonToken _ahead;
    private JacksonLocation _aheadLocation;
    private bool _stringPending;
    private string _text = "";

    /// <param name="document">The bytes.</param>
    /// <param name="leadingZeros">Whether <c>007</c> is a number.</param>
    public JacksonParser(ReadOnlySpan<byte> document, bool leadingZeros = false)
    {
        _input = new JacksonInput(document);
        _numbers = new JacksonNumberScanner(_input, leadingZeros);
        _scopes.Push(new Scope('r', default));
    }

    /// <summary>The current token.</summary>
    public JacksonToken Token { get; private set; }

    /// <summary>Where the current token begins.</summary>
    public JacksonLocation TokenLocation { get; private set; }

    /// <summary>Where reading has come to.</summary>
    public JacksonLocation Location => _input.Here;

    /// <summary>The name of the current member.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The current number as it stands in the document.</summary>
    public string NumberText => _numbers.Text;

    /// <summary>Moves to the next token; <see cref="JacksonToken.None"/> at the end of the document.</summary>
    public JacksonToken Next()
    {
        if (Token == JacksonToken.FieldName)
        {
            TokenLocation = _aheadLocation;
            return Token = Enter(_ahead);
        }

        if (_stringPending)
        {
            StringText();
        }

        var c = _input.TakeAfterSpace();
        TokenLocation = _input.Last;
        var scope = _scopes.Peek();
        if (c < 0)
        {
            return scope.Kind == 'r' ? Token = JacksonToken.None : throw UnclosedScope(scope);
        }

        if (c is ']' or '}')
        {
            return Token = Close(c, scope);
        }

        if (scope.ExpectComma())
        {
            if (c != ',')
            {
                throw _input.Unexpected(c, $"was expecting comma to separate {scope.Description} entries");
            }

            c = TakeInside(scope);
            TokenLocation = _input.Last;
        }

        return Token = scope.Kind == 'o' ? ReadName(c, scope) : Enter(Value(c, scope));
    }

    /// <summary>The text of the current string.</summary>
    public string StringText()
    {
        if (_stringPending)
        {
            _stringPending = false;
            _text = JacksonStringScanner.Value(_input);
        }

        return _text;
    }

    /// <summary>Moves from the start of an object or array to its end.</summary>
    public void SkipChildren()
    {
        if (Token is not (JacksonToken.StartObject or JacksonToken.StartArray))
        {
            return;
        }

        var depth = _scopes.Count;
        while (_scopes.Count >= depth)
        {
            Next();
        }
    }

    private JacksonToken ReadName(int c, Scope scope)
    {
        if (c != '"')
        {
            throw _input.Unexpected(c, "was expecting double-quote to start field name");
        }

        var location = TokenLocation;
        Name = JacksonStringScanner.Name(_input);
        c = TakeInside(scope);
        if (c != ':')
        {
            throw _input.Unexpected(c, "was expecting a colon to separate field name and value");
        }

        c = TakeInside(scope);
        _aheadLocation = _input.Last;
        _ahead = Value(c, scope);
        TokenLocation = location;
        return JacksonToken.FieldName;
    }

    private int TakeInside(Scope scope)
    {
        var c = _input.TakeAfterSpace();
        return c >= 0 ? c : throw JacksonInput.Error($"Unexpected end-of-input within/between {scope.Description} entries", _input.Here);
    }

    private JacksonToken Value(int c, Scope scope)
    {
        switch (c)
        {
            case '"':
                _stringPending = true;
                return JacksonToken.String;
            case '{':
                return JacksonToken.StartObject;
            case '[':
                return JacksonToken.StartArray;
            case 't':
                return Literal("true", JacksonToken.True);
            case 'f':
                return Literal("false", JacksonToken.False);
            case 'n':
                return Literal("null", JacksonToken.Null);
            case '-' or (>= '0' and <= '9'):
                return _numbers.Scan(c, scope.Kind == 'r', inside: scope.Kind == 'o' ? JacksonToken.FieldName : Token);
            case ',' or '}':
            case ']' when scope.Kind == 'a':
                throw _input.Unexpected(c, "expected a value");
            case 'N':
                throw NonStandard("NaN");
            case 'I':
                throw NonStandard("Infinity");
            case '+':
                throw _numbers.PlusSign();
            default:
                throw IsIdentifierStart(c) ? InvalidToken(1) : _input.Unexpected(c, "expected a valid value " + ValueList);
        }
    }

    private JacksonException NonStandard(string token)
    {
        Literal(token, JacksonToken.None);
        return JacksonInput.Error($"Non-standard token '{token}': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", _input.Here);
    }

    private JacksonToken Literal(string expected, JacksonToken token)
    {
        for (var i = 1; i < expected.Length; i++)
        {
            if (_input.Peek != expected[i])
            {
                throw InvalidToken(i);
            }

            _input.Position++;
        }

        if (_input.Peek is >= '0' and not (']' or '}') && IsIdentifierPart(_input.Peek))
        {
            throw InvalidToken(expected.Length);
        }

        return token;
    }

    /// <summary>The error for a word: the characters matched so far and all that could belong to it.</summary>
    private JacksonException InvalidToken(int matched)
    {
        var location = _input.Last with { Column = _input.Last.Column - matched + 1 };
        var word = new StringBuilder(Encoding.Latin1.GetString(_input.Slice(_input.Position - matched, _input.Position)));
        while (!_input.AtEnd && _input.TakeScalar(_input.Take()) is var c && IsIdentifierPart(c))
        {
            word.Append((char)c);
            if (word.Length >= 256)
            {
                word.Append("...");
                break;
            }
        }

        return JacksonInput.Error($"Unrecognized token '{word}': was expecting {ValueList}", location);
    }

    /// <summary>Jackson asks this of a single byte, as if it were Latin-1.</summary>
    private static bool IsIdentifierStart(int c) => c is '_' or (>= 0xA2 and <= 0xA5) || c == '$' || char.IsLetter((char)c);

    private static bool IsIdentifierPart(int c) => IsIdentifierStart(c) || char.IsDigit((char)c) || c is (< 9 or (> 13 and < 28)) or (>= 0x7F and < 0xA0);

    private JacksonToken Enter(JacksonToken token)
    {
        if (token is JacksonToken.StartObject or JacksonToken.StartArray)
        {
            _scopes.Push(new Scope(token == JacksonToken.StartObject ? 'o' : 'a', TokenLocation));
            if (_scopes.Count - 1 > MaxDepth)
            {
                throw new JacksonException(
                    $"Document nesting depth ({_scopes.Count - 1}) exceeds the maximum allowed ({MaxDepth}, "
                        + "from `StreamReadConstraints.getMaxNestingDepth()`)",
                    _input.Here.ToString());
            }
        }

        return token;
    }

    private JacksonToken Close(int c, Scope scope)
    {
        if (c == (scope.Kind == 'o' ? '}' : ']') && scope.Kind != 'r')
        {
            _scopes.Pop();
            return c == '}' ? JacksonToken.EndObject : JacksonToken.EndArray;
        }

        var problem = scope.Kind == 'r'
            ? $"Unexpected close marker '{(char)c}': no open {(c == '}' ? "Object" : "Array")} to close"
            : $"Unexpected close marker '{(char)c}': expected '{(scope.Kind == 'o' ? '}' : ']')}' "
                + $"(for {scope.Description} starting at {scope.Start})";
        throw JacksonInput.Error(problem, _input.Last);
    }

    private JacksonException UnclosedScope(Scope scope) => JacksonInput.Error(
        $"Unexpected end-of-input: expected close marker for {scope.Description} (start marker at {scope.Start})", _input.Here);

    private sealed class Scope(char kind, JacksonLocation start)
    {
        private int _entries;

        public char Kind { get; } = kind;

        public JacksonLocation Start { get; } = start;

        public string Description => Kind switch { 'o' => "Object", 'a' => "Array", _ => "root" };

        public bool ExpectComma() => _entries++ > 0 && Kind != 'r';
    }
}
