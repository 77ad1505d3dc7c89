namespace ConnectNet.Sdk.Java;

/// <summary>
/// Takes <c>\Q…\E</c> out of a pattern by escaping what stands between. As in Java this is a pass of its own, so that the index of a
/// later error counts the escapes.
/// </summary>
internal static class PatternQuotes
{
    public static List<int> Replace(int[] pattern)
    {
        var result = new List<int>(pattern.Length);
        var quoting = false;
        var atStart = false;
        for (var i = 0; i < pattern.Length;)
        {
            var escapes = pattern[i] == '\\' && i + 1 < pattern.Length;
            if (quoting)
            {
                quoting = !(escapes && pattern[i + 1] == 'E');
                if (quoting)
                {
                    Quote(result, pattern[i], atStart);
                }

                i += quoting ? 1 : 2;
                atStart = false;
            }
            else if (escapes && pattern[i + 1] == 'Q')
            {
                quoting = atStart = true;
                i += 2;
            }
            else
            {
                result.Add(pattern[i++]);
                if (escapes)
                {
                    result.Add(pattern[i++]);
                }
            }
        }

        return result;
    }

    private static void Quote(List<int> result, int c, bool first)
    {
        if (c is >= '0' and <= '9')
        {
            // A digit right behind the quotation's beginning must not become part of an escape that ends before it.
            result.AddRange(first ? ['\\', 'x', '3', c] : [c]);
            return;
        }

        if (c < 0x80 && !char.IsAsciiLetter((char)c))
        {
            result.Add('\\');
        }

        result.Add(c);
    }
}
