using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.UnitTests.Sdk.Java;

/// <summary>What Java 17's own parsers answered to the same texts.</summary>
public sealed class JavaPrimitivesTests
{
    [Theory]
    [InlineData("１２", 12L)]
    [InlineData("-１２", -12L)]
    [InlineData("+٣", 3L)]
    [InlineData("1２3", 123L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integers_take_the_digits_of_every_script(string text, long expected)
    {
        Assert.True(JavaPrimitives.TryInt64(text, out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData(" 1")]
    [InlineData("1_0")]
    [InlineData("1\0")]
    [InlineData("²")]
    [InlineData("𝟙")]
    [InlineData("１.５")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999999999999999")]
    public void What_is_no_integer_is_refused(string text) => Assert.False(JavaPrimitives.TryInt64(text, out _));

    [Theory]
    [InlineData("1d", 1.0)]
    [InlineData(" 1.5F ", 1.5)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("１", null)]
    [InlineData("nan", null)]
    [InlineData("infinity", null)]
    [InlineData("", null)]
    public void Floats_take_the_digits_of_ASCII_only(string text, double? expected) =>
        Assert.Equal(expected, JavaPrimitives.TryFloat64(text, out var number) ? number : null);

    [Fact]
    public void Configurations_and_decimals_take_them_too()
    {
        Assert.Equal(2, ConfigParser.Parse("tasks.max", "２", ConfigType.Int));
        Assert.Equal((short)12, ConfigParser.Parse("k", "١٢", ConfigType.Short));
        Assert.Equal(-12L, ConfigParser.Parse("k", " -１２ ", ConfigType.Long));
        Assert.Equal("1E+2", BigDecimal.Parse("１e２").ToString());
    }
}
