using ConnectNet.Runtime.Configuration;

namespace ConnectNet.UnitTests.Runtime.Configuration;

public sealed class JavaPropertiesTests
{
    [Theory]
    [InlineData("a=1", "a", "1")]
    [InlineData("  a : 1 ", "a", "1 ")]
    [InlineData("a 1", "a", "1")]
    [InlineData("a", "a", "")]
    [InlineData("a\\=b=c", "a=b", "c")]
    [InlineData("a=x\\\n   y", "a", "xy")]
    [InlineData("a=\\u00e9\\t!", "a", "é\t!")]
    [InlineData("a=C:\\\\x", "a", "C:\\x")]
    [InlineData("# no\n! no\na=1", "a", "1")]
    [InlineData("a=1\na=2", "a", "2")]
    public void Lines_are_read_as_Java_reads_them(string text, string key, string value) =>
        Assert.Equal(value, JavaProperties.Parse(text)[key]);

    [Fact]
    public void Keys_keep_their_order() => Assert.Equal(["b", "a"], JavaProperties.Parse("b=1\na=2").Keys);

    [Fact]
    public void A_broken_escape_is_refused() =>
        Assert.Equal("Malformed \\uxxxx encoding.", Assert.Throws<FormatException>(() => JavaProperties.Parse("a=\\u12")).Message);
}
