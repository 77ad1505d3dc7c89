using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Transforms;
using ConnectNet.Transforms.Predicates;

namespace ConnectNet.UnitTests.Transforms;

/// <summary>The transformation and the predicate that hold a Java regular expression for topic names; right are Kafka's answers.</summary>
public sealed class TopicPatternTests
{
    [Theory]
    [InlineData("(?<env>[a-z]+)-(.*)", "$1.$2", "prod-orders", "prod.orders")]
    [InlineData("(?<env>[a-z]+)-(.*)", "${env}_$2", "prod-orders", "prod_orders")]
    [InlineData("a|ab", "x", "ab", "xb")]
    [InlineData("(.*)", "$1-$12", "t", "t-t2")]
    [InlineData(@"\p{IsLatin}+-(\d)", "x$1", "März-1", "x1")]
    [InlineData("other", "x", "t", "t")]
    public void A_router_renames_as_Kafkas(string regex, string replacement, string topic, string renamed)
    {
        using var router = new RegexRouter();
        router.Configure(new Dictionary<string, string?> { ["regex"] = regex, ["replacement"] = replacement });

        Assert.Equal(renamed, router.Apply(Record(topic)).Topic);
    }

    [Theory]
    [InlineData("$2", "No group 2")]
    [InlineData("${nope}", "No group with name {nope}")]
    [InlineData("$", "Illegal group reference: group index is missing")]
    public void A_wrong_replacement_fails_the_record_with_Javas_text(string replacement, string message)
    {
        using var router = new RegexRouter();
        router.Configure(new Dictionary<string, string?> { ["regex"] = "(t)", ["replacement"] = replacement });

        Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(() => router.Apply(Record("t"))).Message);
    }

    [Fact]
    public void A_wrong_pattern_is_refused_with_Javas_text()
    {
        using var router = new RegexRouter();

        var error = Assert.Throws<ConfigException>(() =>
            router.Configure(new Dictionary<string, string?> { ["regex"] = "(?<n_1>a)", ["replacement"] = "" }));

        Assert.Equal(
            "Invalid value (?<n_1>a) for configuration regex: Invalid regex: named capturing group is missing trailing '>' near index 4\n(?<n_1>a)\n    ^",
            error.Message);
    }

    [Theory]
    [InlineData(@"db\_.*", "db_orders", true)]
    [InlineData(@"\pL+", "März", true)]
    [InlineData("(?x) ads \\. .* # of all accounts", "ads.daily", true)]
    [InlineData("ads", "ads.daily", false)]
    public void A_predicate_means_what_Kafkas_means(string pattern, string topic, bool matches)
    {
        using var predicate = new TopicNameMatches();
        predicate.Configure(new Dictionary<string, string?> { ["pattern"] = pattern });

        Assert.Equal(matches, predicate.Test(Record(topic)));
    }

    private static SourceRecord Record(string topic) => new() { Topic = topic, Value = "v" };
}
