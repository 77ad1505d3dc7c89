using System.Text;

namespace ConnectNet.Sdk.Java;

/// <summary>Expands the replacements of Java's Matcher: <c>$1</c>, <c>${name}</c>, <c>\$</c>.</summary>
internal static class Replacement
{
    /// <summary>Appends a replacement for the match that was found last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It names a group by a number that is not there.</exception>
    /// <exception cref="ArgumentException">It is wrong in another way. Both have Java's texts.</exception>
    public static void Append(
        StringBuilder to, string replacement, string text, PatternMatcher match, int groups, IReadOnlyDictionary<string, int> names)
    {
        for (var i = 0; i < replacement.Length;)
        {
            var c = replacement[i++];
            switch (c)
            {
                case '\\' when i == replacement.Length:
                    throw new ArgumentException("character to be escaped is missing");
                case '\\':
                    to.Append(replacement[i++]);
                    break;
                case '$' when i == replacement.Length:
                    throw new ArgumentException("Illegal group reference: group index is missing");
                case '$':
                    var group = replacement[i] == '{' ? Named(replacement, ref i, names) : Numbered(replacement, ref i, groups);
                    if (match.Start(group) >= 0)
                    {
                        to.Append(text, match.Start(group), match.End(group) - match.Start(group));
                    }

                    break;
                default:
                    to.Append(c);
                    break;
            }
        }
    }

    private static int Named(string replacement, ref int i, IReadOnlyDictionary<string, int> names)
    {
        var start = ++i;
        while (i < replacement.Length && char.IsAsciiLetterOrDigit(replacement[i]))
        {
            i++;
        }

        var name = replacement[start..i];
        if (name.Length == 0)
        {
            throw new ArgumentException("named capturing group has 0 length name");
        }

        if (i == replacement.Length || replacement[i++] != '}')
        {
            throw new ArgumentException("named capturing group is missing trailing '}'");
        }

        if (char.IsAsciiDigit(name[0]))
        {
            throw new ArgumentException($"capturing group name {{{name}}} starts with digit character");
        }

        return names.TryGetValue(name, out var group) ? group : throw new ArgumentException($"No group with name {{{name}}}");
    }

    /// <summary>The first digit always belongs to the number, the others as long as there is such a group.</summary>
    private static int Numbered(string replacement, ref int i, int groups)
    {
        if (!char.IsAsciiDigit(replacement[i]))
        {
            throw new ArgumentException("Illegal group reference");
        }

        var number = replacement[i++] - '0';
        while (i < replacement.Length && char.IsAsciiDigit(replacement[i]) && (number * 10) + replacement[i] - '0' is var next && next <= groups)
        {
            number = next;
            i++;
        }

        return number <= groups ? number : throw new ArgumentOutOfRangeException(null, $"No group {number}");
    }
}
