using System.Text;
using System.Text.RegularExpressions;

namespace ConnectNet.Sdk.Configuration;

/// <summary>
/// Regular expressions in Java's syntax, as configurations hold them. They are translated to .NET's and matched against whole texts, as
/// Kafka does.
/// </summary>
public static class JavaRegex
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Compiles a pattern that matches a whole text.</summary>
    /// <param name="pattern">Pattern in Java's syntax.</param>
    /// <returns>A regex whose <c>Match</c> succeeds only for whole texts.</returns>
    /// <exception cref="FormatException">The pattern is wrong; the message is Java's where it is known.</exception>
    public static Regex CompileWhole(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        JavaRegexSyntax.Check(pattern);
        try
        {
            return new Regex(@"\A(?:" + new JavaRegexTranslator(pattern).Translate() + @")\z", RegexOptions.CultureInvariant, MatchTimeout);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message + "\n" + pattern, e);
        }
    }

    /// <summary>A validator for keys that hold a pattern; the message is <c>Invalid regex: …</c>.</summary>
    public static ConfigValidator Validator() => ConfigValidator.From(value =>
    {
        if (value is not string pattern)
        {
            return "Invalid regex: Cannot invoke \"String.isEmpty()\" because \"this.pattern\" is null";
        }

        try
        {
            CompileWhole(pattern);
            return null;
        }
        catch (FormatException e)
        {
            return "Invalid regex: " + e.Message;
        }
    });

    /// <summary>Expands a replacement in Java's syntax: <c>$1</c>, <c>${name}</c>, <c>\$</c>.</summary>
    /// <exception cref="ArgumentException">It names a group that is not there, or ends in the middle of a reference.</exception>
    public static string Expand(Match match, string replacement)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(replacement);
        var text = new StringBuilder();
        for (var i = 0; i < replacement.Length;)
        {
            switch (replacement[i])
            {
                case '\\':
                    text.Append(++i < replacement.Length ? replacement[i++] : throw new ArgumentException("character to be escaped is missing"));
                    break;
                case '$':
                    text.Append(Reference(match, replacement, ref i));
                    break;
                default:
                    text.Append(replacement[i++]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Reference(Match match, string replacement, ref int i)
    {
        if (++i == replacement.Length)
        {
            throw new ArgumentException("Illegal group reference: group index is missing");
        }

        if (replacement[i] == '{')
        {
            var end = replacement.IndexOf('}', i);
            var name = end < 0 ? "" : replacement[(i + 1)..end];
            i = end + 1;
            return name.Length > 0 && match.Groups.ContainsKey(name) ? match.Groups[name].Value : throw new ArgumentException($"No group with name {{{name}}}");
        }

        if (!char.IsAsciiDigit(replacement[i]))
        {
            throw new ArgumentException("Illegal group reference");
        }

        var number = replacement[i++] - '0';
        if (number >= match.Groups.Count)
        {
            throw new ArgumentException("No group " + number);
        }

        while (i < replacement.Length && char.IsAsciiDigit(replacement[i]) && (number * 10) + replacement[i] - '0' < match.Groups.Count)
        {
            number = (number * 10) + replacement[i++] - '0';
        }

        return match.Groups[number].Value;
    }
}
