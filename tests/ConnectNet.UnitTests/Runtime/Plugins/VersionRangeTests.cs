using ConnectNet.Runtime.Plugins;

namespace ConnectNet.UnitTests.Runtime.Plugins;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData("4.3.1", "4.3.1", true)]
    [InlineData("4.3.1", "4.3.2", false)]
    [InlineData("[4.0,5.0)", "4.3.1", true)]
    [InlineData("[4.0,5.0)", "5.0", false)]
    [InlineData("[4.0,5.0)", "5.0-rc1", true)]
    [InlineData("(,4.0],[4.3,)", "4.1", false)]
    [InlineData("(,4.0],[4.3,)", "4.10", true)]
    [InlineData("", "4.3.1", false)]
    public void Ranges_hold_what_Maven_says(string range, string version, bool contained) =>
        Assert.Equal(contained, VersionRange.Parse(range)!.Contains(version));

    [Theory]
    [InlineData("9.9.9", "[9.9.9,9.9.9]")]
    [InlineData("", "[,]")]
    [InlineData("abc", "[abc,abc]")]
    public void A_bare_version_is_exact(string text, string shown) => Assert.Equal(shown, VersionRange.Parse(text)!.ToString());

    [Fact]
    public void Latest_is_no_restriction() => Assert.Null(VersionRange.Parse(" latest "));

    [Fact]
    public void An_open_range_is_refused_with_Mavens_text() =>
        Assert.Equal("Unbounded range: (,", Assert.Throws<InvalidVersionRangeException>(() => VersionRange.Parse("(,")).Message);
}
