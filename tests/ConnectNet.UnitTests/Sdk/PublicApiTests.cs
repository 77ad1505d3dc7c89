using ConnectNet.Sdk.Connectors;

namespace ConnectNet.UnitTests.Sdk;

/// <summary>
/// What plug-in authors see is decided, not slipped in: the list is part of the sources. After a wanted change, run this test with
/// <c>UPDATE_PUBLIC_API=1</c> and review the difference.
/// </summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_of_the_Sdk_is_the_one_that_is_checked_in()
    {
        var path = Path.Combine(Repository.Root, "runtime", "ConnectNet.Sdk", "PublicApi.txt");
        var actual = PublicApi.TextOf(typeof(Connector).Assembly);
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
