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
    [InlineData("a,a", "[a,a]")]
    [InlineData("4.3.1,", "[4.3.1,]")]
    [InlineData("1,2,3", "[1,2,3]")]
    [InlineData("[1,2],[3,4]", "[1,2],[3,4]")]
    [InlineData(" latest ", "[latest,latest]")]
    public void What_is_no_range_is_put_into_brackets(string text, string shown) => Assert.Equal(shown, VersionRange.Parse(text)!.ToString());

    [Fact]
    public void Latest_is_no_restriction() => Assert.Null(VersionRange.Parse("latest"));

    [Theory]
    [InlineData("(,", "Unbounded range: (,")]
    [InlineData("[", "Unbounded range: [")]
    [InlineData("a,,b", "Range defies version ordering: [a,,b]")]
    [InlineData("(1,1)", "Range defies version ordering: (1,1)")]
    [InlineData("(1)", "Single version must be surrounded by []: (1)")]
    [InlineData("a]", "Only fully-qualified sets allowed in multiple set scenario: [a]]")]
    [InlineData("[1,2],3", "Only fully-qualified sets allowed in multiple set scenario: [1,2],3")]
    [InlineData("[1,2],[1,3]", "Ranges overlap: [1,2],[1,3]")]
    public void What_is_no_range_is_refused_with_Mavens_text(string text, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidVersionRangeException>(() => VersionRange.Parse(text)).Message);
}
