namespace ConnectNet.Sdk.Configuration;

/// <summary>Finds the common mistakes in a pattern and reports them with Java's texts.</summary>
internal static class JavaRegexSyntax
{
    /// <exception cref="FormatException">The pattern has one of the mistakes.</exception>
    public static void Check(string pattern)
    {
        var groups = 0;
        var afterAtom = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i = SkipEscape(pattern, i);
                    afterAtom = true;
                    break;
                case '[':
                    i = SkipClass(pattern, i);
                    afterAtom = true;
                    break;
                case '(':
                    groups++;
                    afterAtom = false;
                    i += i + 1 < pattern.Length && pattern[i + 1] == '?' ? 1 : 0;
                    break;
                case ')' when groups-- == 0:
                    throw Wrong("Unmatched closing ')'", i - 1, pattern);
                case ')':
                    afterAtom = true;
                    break;
                case '|':
                    afterAtom = false;
                    break;
                case '*' or '+' or '?' when !afterAtom:
                    throw Wrong($"Dangling meta character '{pattern[i]}'", i, pattern);
                default:
                    afterAtom = true;
                    break;
            }
        }

        if (groups > 0)
        {
            throw Wrong("Unclosed group", pattern.Length, pattern);
        }
    }

    private static int SkipEscape(string pattern, int i)
    {
        if (i + 1 >= pattern.Length)
        {
            throw Wrong("Unexpected internal error", i + 1, pattern);
        }

        if (pattern[i + 1] != 'Q')
        {
            return i + 1;
        }

        var end = pattern.IndexOf(@"\E", i + 2, StringComparison.Ordinal);
        return end < 0 ? pattern.Length : end + 1;
    }

    private static int SkipClass(string pattern, int open)
    {
        var depth = 0;
        for (var i = open; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\':
                    i = SkipEscape(pattern, i);
                    break;
                case '[':
                    depth++;
                    break;
                case ']' when i > open + 1 && !(i == open + 2 && pattern[open + 1] == '^') && --depth == 0:
                    return i;
            }
        }

        throw Wrong("Unclosed character class", pattern.Length - 1, pattern);
    }

    private static FormatException Wrong(string what, int index, string pattern)
    {
        var text = index >= 0 ? $"{what} near index {index}\n{pattern}" : $"{what}\n{pattern}";
        return new FormatException(index >= 0 && index < pattern.Length ? text + "\n" + new string(' ', index) + "^" : text);
    }
}
