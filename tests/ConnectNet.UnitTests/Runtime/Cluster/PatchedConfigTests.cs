using ConnectNet.Runtime.Cluster;

namespace ConnectNet.UnitTests.Runtime.Cluster;

public sealed class PatchedConfigTests
{
    private static readonly Dictionary<string, string?> Config = new()
    {
        ["connector.class"] = "FileStreamSource",
        ["topic"] = "t",
        ["file"] = "/f",
        ["name"] = "x",
    };

    [Fact]
    public void Without_changes_the_order_is_that_of_a_copied_hash_map() =>
        Assert.Equal(["connector.class", "name", "topic", "file"], PatchedConfig.Of(Config, new Dictionary<string, string?>()).Keys);

    [Fact]
    public void Values_are_put_and_nulls_remove()
    {
        var patched = PatchedConfig.Of(Config, new Dictionary<string, string?> { ["topic"] = "u", ["file"] = null, ["none"] = null });
        Assert.Equal(["connector.class", "name", "topic"], patched.Keys);
        Assert.Equal("u", patched["topic"]);
    }
}
