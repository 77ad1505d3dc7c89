using ConnectNet.Sdk.Configuration;

namespace ConnectNet.UnitTests.Sdk.Configuration;

public sealed class JavaRegexTests
{
    [Theory]
    [InlineData("ads.*", "ads.daily", true)]
    [InlineData("ads", "ads.daily", false)]
    [InlineData("(?i)ADS\\..*", "ads.daily", true)]
    [InlineData("(?!ads\\.dlq).*", "ads.dlq", false)]
    [InlineData("ads\\d+", "ads12", true)]
    [InlineData("ads\\d+", "ads\u0661", false)]
    [InlineData("\\Qa.b\\E", "axb", false)]
    [InlineData("\\Qa.b\\E", "a.b", true)]
    [InlineData("a*+a", "aaa", false)]
    [InlineData("(ab)++c", "ababc", true)]
    [InlineData("[a-z&&[^x]]+", "abc", true)]
    [InlineData("[a-z&&[^x]]+", "axc", false)]
    [InlineData("[a[0-9]]+", "a1", true)]
    [InlineData("\\p{Alpha}+", "abc", true)]
    [InlineData("\\p{Alpha}+", "ab1", false)]
    [InlineData("[^\\d]+", "abc", true)]
    [InlineData("[^\\d]+", "ab1", false)]
    [InlineData("x{2,}", "xxx", true)]
    public void Patterns_mean_what_they_mean_in_Java(string pattern, string text, bool matches) =>
        Assert.Equal(matches, JavaRegex.CompileWhole(pattern).IsMatch(text));

    [Theory]
    [InlineData("(", "Unclosed group near index 1\n(")]
    [InlineData("[", "Unclosed character class near index 0\n[\n^")]
    [InlineData("*a", "Dangling meta character '*' near index 0\n*a\n^")]
    public void Mistakes_are_reported_with_Javas_texts(string pattern, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => JavaRegex.CompileWhole(pattern)).Message);

    [Theory]
    [InlineData("(a)(b)", "ab", "$2-$1", "b-a")]
    [InlineData("(?<n>a)b", "ab", "${n}\\$", "a$")]
    [InlineData("(a)", "a", "$10", "a0")]
    public void Replacements_are_expanded_as_in_Java(string pattern, string text, string replacement, string result) =>
        Assert.Equal(result, JavaRegex.Expand(JavaRegex.CompileWhole(pattern).Match(text), replacement));
}
