using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Sdk.Configuration;

public sealed class ConfigDefTests
{
    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey("topic", ConfigType.String, Importance.High, "") { Validator = ConfigValidator.NonEmptyText() })
        .Define(new ConfigKey("tasks", ConfigType.Int, Importance.High, "") { Default = 1, Validator = ConfigValidator.AtLeast(1) })
        .Define(new ConfigKey("fields", ConfigType.List, Importance.Low, "") { Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true) })
        .Define(new ConfigKey("secret", ConfigType.Password, Importance.Low, "") { Default = null });

    [Fact]
    public void The_short_forms_declare_what_the_long_one_does()
    {
        var validator = ConfigValidator.AtLeast(1);
        var keys = new ConfigDef()
            .Define("topic", ConfigType.String, Importance.High, "Topic")
            .Define("file", ConfigType.String, null, Importance.Low, "File", group: "Files", displayName: "The file", width: ConfigWidth.Long)
            .Define("batch.size", ConfigType.Int, "2000", Importance.Medium, "Records", validator)
            .Keys;

        Assert.Equal(
            (ConfigType.String, Importance.High, "Topic", "topic"),
            (keys["topic"].Type, keys["topic"].Importance, keys["topic"].Documentation, keys["topic"].DisplayName));
        Assert.False(keys["topic"].HasDefault);
        Assert.True(keys["file"].HasDefault);
        Assert.Null(keys["file"].Default);
        Assert.Equal(("Files", "The file", ConfigWidth.Long), (keys["file"].Group, keys["file"].DisplayName, keys["file"].Width));
        Assert.Equal((2000, validator, Importance.Medium), (keys["batch.size"].Default, keys["batch.size"].Validator, keys["batch.size"].Importance));
    }

    [Fact]
    public void A_value_that_cannot_be_parsed_gives_the_messages_of_parser_and_validator() => Assert.Equal(
        [
            "Invalid value abc for configuration tasks: Not a number of type INT",
            "Invalid value null for configuration tasks: Value must be non-null",
        ],
        Errors("tasks", ("topic", "t"), ("tasks", "abc")));

    [Theory]
    [InlineData("0", "Invalid value 0 for configuration tasks: Value must be at least 1")]
    [InlineData(" 2 ", null)]
    [InlineData("+3", null)]
    public void Numbers_are_trimmed_and_checked(string text, string? error) =>
        Assert.Equal(error is null ? [] : [error], Errors("tasks", ("topic", "t"), ("tasks", text)));

    [Theory]
    [InlineData("a,a", "Configuration 'fields' values must not be duplicated.")]
    [InlineData("a,,b", "Configuration 'fields' values must not be empty.")]
    [InlineData(",", "Configuration 'fields' values must not be duplicated.")]
    public void Lists_are_checked_for_duplicates_and_gaps(string text, string error) =>
        Assert.Equal([error], Errors("fields", ("topic", "t"), ("fields", text)));

    [Fact]
    public void A_plain_parse_drops_duplicates_instead() => Assert.Equal(["a", "b"], Def.Parse(Config(("topic", "t"), ("fields", "a,b,a"))).List("fields"));

    [Fact]
    public void A_missing_key_is_named() => Assert.Equal(
        "Missing required configuration \"topic\" which has no default value.",
        Assert.Throws<ConfigException>(() => Def.Parse(Config())).Message);

    [Fact]
    public void Secrets_are_never_printed()
    {
        var parsed = Def.Parse(Config(("topic", "t"), ("secret", "s3cret")));
        Assert.Equal("s3cret", parsed.Secret("secret")!.Value);
        Assert.Equal("[hidden]", ConfigParser.ToText(parsed.Secret("secret")));
    }

    private static IEnumerable<string> Errors(string key, params (string Key, string? Value)[] config) =>
        Def.Validate(Config(config)).Single(v => v.Name == key).Errors;

    private static Dictionary<string, string?> Config(params (string Key, string? Value)[] config) => config.ToDictionary(c => c.Key, c => c.Value);
}
