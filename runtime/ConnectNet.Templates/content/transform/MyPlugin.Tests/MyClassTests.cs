using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Testing;

namespace MyPlugin.Tests;

public sealed class MyClassTests
{
    private static readonly Dictionary<string, string?> Config = new() { ["prefix"] = "eu-" };

    [Fact]
    public void It_puts_the_prefix_before_the_text()
    {
        using var transform = new TransformHarness<MyClass>(Config);

        Assert.Equal("eu-west", transform.Apply("west", Schema.String)!.Value);
    }

    [Fact]
    public void A_tombstone_is_dropped()
    {
        using var transform = new TransformHarness<MyClass>(Config);

        Assert.Null(transform.Apply(null, null));
    }

    [Fact]
    public void Another_kind_of_value_is_an_error_of_that_record()
    {
        using var transform = new TransformHarness<MyClass>(Config);

        Assert.Throws<DataException>(() => transform.Apply(7, Schema.Int32));
    }

    [Fact]
    public void A_config_without_prefix_is_refused()
    {
        Assert.Throws<ConfigException>(() => new TransformHarness<MyClass>());
    }
}
