namespace ConnectNet.Sdk.Data;

/// <summary>
/// Splits a header text at unescaped <c>: , { } [ ] "</c>. A token can be looked at before it is taken; white space before a delimiter is
/// skipped when the delimiter is taken. Used by one parser.
/// </summary>
/// <param name="text">The text.</param>
internal sealed class ValueTokens(string text)
{
    private int _at;
    private string? _next;

    /// <summary>The text.</summary>
    public string Text => text;

    /// <summary>The token taken last.</summary>
    public string? Previous { get; private set; }

    /// <summary>Whether there is a token.</summary>
    public bool HasNext => _next is not null || _at < text.Length;

    /// <summary>Where the next token starts.</summary>
    public int Mark() => _at - (_next?.Length ?? 0);

    /// <summary>Goes back.</summary>
    public void RewindTo(int mark)
    {
        _at = mark;
        _next = null;
        Previous = null;
    }

    /// <summary>Takes a token.</summary>
    public string Next()
    {
        Previous = _next ?? Consume();
        _next = null;
        return Previous;
    }

    /// <summary>Takes several tokens as they stand in the text; takes none and gives null where there are fewer.</summary>
    public string? Next(int count)
    {
        var start = Mark();
        for (var i = 0; i < count; i++)
        {
            if (!HasNext)
            {
                RewindTo(start);
                return null;
            }

            Next();
        }

        return text[start.._at];
    }

    /// <summary>Takes the next token, and blank ones before it, if it is the expected one apart from white space around it.</summary>
    public bool TryTake(string expected)
    {
        if (_next is null)
        {
            if (!HasNext)
            {
                return false;
            }

            _next = Consume();
        }

        while (IsBlank(_next) && _at < text.Length)
        {
            _next = Consume();
        }

        if (!_next.AsSpan().Trim(JavaSpace).SequenceEqual(expected))
        {
            return false;
        }

        _next = null;
        return true;
    }

    /// <summary>Whether a text is empty or white space.</summary>
    public static bool IsBlank(string token) => token.AsSpan().Trim(JavaSpace).Length == 0;

    /// <summary>What <c>String.trim</c> removes.</summary>
    public static string JavaSpace { get; } = string.Concat(Enumerable.Range(0, 33).Select(i => (char)i));

    private string Consume()
    {
        var start = _at;
        var escaped = false;
        for (; _at < text.Length; _at++)
        {
            var c = text[_at];
            if (!escaped && c is ':' or ',' or '{' or '}' or '[' or ']' or '"')
            {
                if (start == _at)
                {
                    _at++;
                }

                return text[start.._at];
            }

            escaped = c == '\\' && !escaped;
        }

        return text[start..];
    }
}
