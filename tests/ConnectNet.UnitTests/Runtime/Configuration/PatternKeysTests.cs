using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Rest;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Configuration;

/// <summary>The worker's own keys that hold Java regular expressions.</summary>
public sealed class PatternKeysTests
{
    [Theory]
    [InlineData(@"\p{javaUpperCase}++", "PATH", true)]
    [InlineData("(?i)path", "PATH", true)]
    [InlineData("AT", "PATH", false)]
    public void The_list_of_allowed_variables_is_Javas(string pattern, string variable, bool allowed)
    {
        using var provider = new EnvVarConfigProvider();
        provider.Configure(new Dictionary<string, string?> { ["allowlist.pattern"] = pattern });

        Assert.Equal(allowed, provider.Get("", new HashSet<string> { variable }).Data.ContainsKey(variable));
    }

    [Fact]
    public void A_wrong_list_of_allowed_variables_is_refused_with_its_key()
    {
        using var provider = new EnvVarConfigProvider();

        var error = Assert.Throws<ConfigException>(() => provider.Configure(new Dictionary<string, string?> { ["allowlist.pattern"] = "a{3" }));

        Assert.StartsWith("Invalid value a{3 for configuration allowlist.pattern: ", error.Message);
    }

    [Fact]
    public void A_wrong_origin_is_refused_with_its_key() => Assert.StartsWith(
        "Invalid value https://(x for configuration access.control.allow.origin: ",
        Assert.Throws<ConfigException>(() => Cors.Create("https://(x", null)).Message);

    [Theory]
    [InlineData(@"\p{IsLatin}+", true)]
    [InlineData("dl", false)]
    public void A_pattern_of_topics_may_not_match_the_dead_letter_topic(string pattern, bool matches)
    {
        var problems = SinkConnectorConfig.CheckTopics(new Dictionary<string, string?>
        {
            ["topics.regex"] = pattern,
            ["errors.deadletterqueue.topic.name"] = "dlq",
        });

        Assert.Equal(matches, problems.Any(static p => p.Key == "topics.regex"));
    }
}
