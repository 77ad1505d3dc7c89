using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.UnitTests.Sdk.Java;

/// <summary>What an operator sees of a Java regular expression; whether it means what it means in Java, <see cref="RegexVectorTests"/> shows.</summary>
public sealed class JavaRegexTests
{
    [Theory]
    [InlineData(@"db\_.*", "db_orders", true)]
    [InlineData("ads", "ads.daily", false)]
    [InlineData("(?!ads\\.dlq).*", "ads.dlq", false)]
    [InlineData(".", "😀", true)]
    [InlineData(".", "\r", false)]
    [InlineData("(?i)é", "É", false)]
    [InlineData("(?iu)é", "É", true)]
    [InlineData("[a-z&&[^x]]+", "axc", false)]
    public void A_pattern_matches_whole_texts(string pattern, string text, bool matches) =>
        Assert.Equal(matches, JavaRegex.Compile(pattern).Matches(text));

    [Theory]
    [InlineData("(", "Unclosed group near index 1\n(")]
    [InlineData("*a", "Dangling meta character '*' near index 0\n*a\n^")]
    [InlineData("a{,3}", "Illegal repetition near index 2\na{,3}\n  ^")]
    [InlineData("(?<n>a)(?<n>b)", "Named capturing group <n> is already defined near index 11\n(?<n>a)(?<n>b)\n           ^")]
    [InlineData("\t[", "Unclosed character class near index 1\n\t[\n\t^")]
    public void A_mistake_is_reported_with_Javas_text(string pattern, string message)
    {
        Assert.Equal(message, Assert.Throws<FormatException>(() => JavaRegex.Compile(pattern)).Message);
        Assert.Equal(message, JavaRegex.Problem(pattern));
        Assert.Equal("Invalid value " + pattern + " for configuration regex: Invalid regex: " + message,
            Assert.Throws<ConfigException>(() => JavaRegex.Validator().EnsureValid("regex", pattern)).Message);
    }

    [Fact]
    public void A_match_that_takes_too_long_ends_with_pattern_and_key()
    {
        var regex = JavaRegex.Compile("(?:(?:a|a)*)*b", "topics.regex", TimeSpan.FromMilliseconds(20));

        var error = Assert.Throws<DataException>(() => regex.Matches(new string('a', 60)));

        Assert.StartsWith("topics.regex: the regular expression (?:(?:a|a)*)*b gave no answer within 0.02 s on a text of 60 characters.", error.Message);
        Assert.True(regex.Matches("aab"));
    }

    [Fact]
    public void A_long_text_does_not_overflow_the_stack() =>
        Assert.True(JavaRegex.Compile("(a|b|c.)*").Matches(string.Concat(Enumerable.Repeat("abcd", 50_000))));

    [Fact]
    public void A_text_that_needs_too_much_memory_ends_with_pattern_and_key() =>
        Assert.StartsWith(
            "pattern: the regular expression (a|b)* needs more than",
            Assert.Throws<DataException>(() => JavaRegex.Compile("(a|b)*").Matches(new string('a', 1_000_000))).Message);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("[^", "]")]
    [InlineData("[a&&", "]")]
    [InlineData("(?:", "){2}")]
    public void A_pattern_nested_too_deep_is_refused(string open, string close)
    {
        var pattern = string.Concat(Enumerable.Repeat(open, 100_000)) + "a" + string.Concat(Enumerable.Repeat(close, 100_000));

        Assert.Equal("Stack overflow during pattern compilation\n" + pattern, JavaRegex.Problem(pattern));
    }

    [Fact]
    public void A_pattern_nested_deep_compiles_in_time_that_grows_with_its_length()
    {
        var pattern = string.Concat(Enumerable.Repeat("(?:", 200)) + "a" + string.Concat(Enumerable.Repeat("){1}", 200));

        Assert.True(JavaRegex.Compile(pattern).Matches("a"));
    }

    [Fact]
    public void A_match_allocates_nothing()
    {
        var regex = JavaRegex.Compile("(?<env>[a-z]+)-(.*)x");
        Assert.False(regex.Matches("prod-orders"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
        {
            regex.Matches("prod-orders");
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Threads_share_a_pattern()
    {
        var regex = JavaRegex.Compile("(a+)-(b+)");

        Parallel.For(1, 2_000, i =>
        {
            var text = new string('a', i % 50 + 1) + "-" + new string('b', i % 30 + 1);
            Assert.Equal(new string('b', i % 30 + 1) + new string('a', i % 50 + 1), regex.ReplaceFirst(text, "$2$1"));
        });
    }
}
