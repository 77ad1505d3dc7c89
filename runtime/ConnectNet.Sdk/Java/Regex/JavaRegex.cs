using System.Text;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// A regular expression as Java 17's <c>java.util.regex.Pattern</c> reads it, as configurations of connectors hold them. It matches
/// code points, numbers groups by their parentheses and refuses what Java refuses. Immutable; any number of threads may use it.
/// </summary>
public sealed class JavaRegex
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ParsedPattern _parsed;
    private readonly PatternProgram _program;
    private readonly string _key;
    private readonly TimeSpan _limit;
    private PatternMatcher? _idle;

    private JavaRegex(string pattern, string key, TimeSpan limit)
    {
        Pattern = pattern;
        try
        {
            _parsed = PatternParser.Parse(pattern);
            _program = PatternCompiler.Compile(_parsed);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new FormatException("Stack overflow during pattern compilation\n" + pattern);
        }

        _key = key;
        _limit = limit;
    }

    /// <summary>The pattern as given.</summary>
    public string Pattern { get; }

    /// <summary>Compiles a pattern. Do it once: it costs far more than a match.</summary>
    /// <param name="pattern">Pattern in Java's syntax.</param>
    /// <param name="key">The configuration key that holds it, for messages.</param>
    /// <exception cref="FormatException">The pattern is wrong; the message is that of Java's PatternSyntaxException.</exception>
    public static JavaRegex Compile(string pattern, string key = "pattern") => Compile(pattern, key, Limit);

    /// <summary>A validator for keys that hold a pattern; the message is <c>Invalid regex: …</c>.</summary>
    public static ConfigValidator Validator() => ConfigValidator.From(static value =>
    {
        if (value is not string pattern)
        {
            return "Invalid regex: Cannot invoke \"String.isEmpty()\" because \"this.pattern\" is null";
        }

        return Problem(pattern) is { } problem ? "Invalid regex: " + problem : null;
    });

    /// <summary>What is wrong with a pattern, in the words of Java's PatternSyntaxException; null where nothing is.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    /// <summary>Whether the whole text matches, as Java's <c>Matcher.matches</c>.</summary>
    /// <exception cref="DataException">The match took longer than 5 seconds, or too much memory.</exception>
    public bool Matches(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var matcher = Matcher(text);
        var matches = Limited(matcher, text, true);
        Return(matcher);
        return matches;
    }

    /// <summary>Replaces the first match in a text, as Java's <c>Matcher.replaceFirst</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacement"><c>$1</c> and <c>${name}</c> stand for groups, a backslash takes the next character as it is.</param>
    /// <exception cref="ArgumentException">The replacement is wrong, or names a group that is not there; the message is Java's.</exception>
    /// <exception cref="DataException">The match took longer than 5 seconds, or too much memory.</exception>
    public string ReplaceFirst(string text, string replacement) => Replace(text, replacement, 1);

    /// <summary>Replaces all matches in a text, as Java's <c>Matcher.replaceAll</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replacement"><c>$1</c> and <c>${name}</c> stand for groups, a backslash takes the next character as it is.</param>
    /// <exception cref="ArgumentException">The replacement is wrong, or names a group that is not there; the message is Java's.</exception>
    /// <exception cref="DataException">The matches took longer than 5 seconds, or too much memory.</exception>
    public string ReplaceAll(string text, string replacement) => Replace(text, replacement, int.MaxValue);

    internal static JavaRegex Compile(string pattern, string key, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new JavaRegex(pattern, key, limit);
    }

    /// <summary>Where the whole match and each group begin and end, −1 where one did not match; null where the whole text does not match.</summary>
    internal int[]? Spans(string text)
    {
        var matcher = Matcher(text);
        return Limited(matcher, text, true) ? Spans(matcher) : null;
    }

    /// <summary>The same for each match in a text.</summary>
    internal IEnumerable<int[]> Finds(string text)
    {
        var matcher = Matcher(text);
        while (Limited(matcher, text, false))
        {
            yield return Spans(matcher);
        }
    }

    private int[] Spans(PatternMatcher matcher) =>
        [.. Enumerable.Range(0, _parsed.Groups + 1).SelectMany(g => (int[])[matcher.Start(g), matcher.End(g)])];

    private string Replace(string text, string replacement, int times)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(replacement);
        var matcher = Matcher(text);
        var result = new StringBuilder();
        var end = 0;
        for (; times > 0 && Limited(matcher, text, false); times--)
        {
            result.Append(text, end, matcher.Start(0) - end);
            Replacement.Append(result, replacement, text, matcher, _parsed.Groups, _parsed.Names);
            end = matcher.End(0);
        }

        Return(matcher);
        return result.Append(text, end, text.Length - end).ToString();
    }

    private PatternMatcher Matcher(string text)
    {
        var matcher = Interlocked.Exchange(ref _idle, null) ?? new PatternMatcher(_program);
        matcher.Reset(text, _limit);
        return matcher;
    }

    private void Return(PatternMatcher matcher)
    {
        matcher.Reset("", _limit);
        Volatile.Write(ref _idle, matcher);
    }

    private bool Limited(PatternMatcher matcher, string text, bool whole)
    {
        try
        {
            return whole ? matcher.Matches() : matcher.Find();
        }
        catch (MatchLimitException e)
        {
            throw new DataException(
                $"{_key}: the regular expression {Pattern} {e.Message} on a text of {text.Length} characters. Write it so that a text can match"
                + " in one way only, for instance with possessive quantifiers (a++) or atomic groups (?>…)");
        }
    }
}
