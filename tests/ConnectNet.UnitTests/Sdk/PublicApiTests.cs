using System.Reflection;

namespace ConnectNet.UnitTests.Sdk;

/// <summary>
/// What plug-in authors see is decided, not slipped in: the list is part of the sources. After a wanted change, run this test with
/// <c>UPDATE_PUBLIC_API=1</c> and review the difference.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("ConnectNet.Sdk")]
    [InlineData("ConnectNet.Sdk.Rest")]
    [InlineData("ConnectNet.Sdk.Testing")]
    public void The_public_surface_is_the_one_that_is_checked_in(string assembly)
    {
        var path = Path.Combine(Repository.Root, "runtime", assembly, "PublicApi.txt");
        var actual = PublicApi.TextOf(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllText(path, actual);
        }

        Assert.Equal(File.ReadAllText(path), actual);
    }
}
