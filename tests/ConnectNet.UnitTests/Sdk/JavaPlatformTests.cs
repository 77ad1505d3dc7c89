using System.Text.RegularExpressions;
using ConnectNet.Sdk;

namespace ConnectNet.UnitTests.Sdk;

public sealed class JavaPlatformTests
{
    [Theory]
    [InlineData(typeof(ArgumentException), "java.lang.IllegalArgumentException")]
    [InlineData(typeof(ArgumentNullException), "java.lang.NullPointerException")]
    [InlineData(typeof(NullReferenceException), "java.lang.NullPointerException")]
    [InlineData(typeof(IndexOutOfRangeException), "java.lang.IndexOutOfBoundsException")]
    [InlineData(typeof(ArgumentOutOfRangeException), "java.lang.IndexOutOfBoundsException")]
    [InlineData(typeof(InvalidCastException), "java.lang.ClassCastException")]
    [InlineData(typeof(FormatException), "java.lang.IllegalArgumentException")]
    [InlineData(typeof(InvalidOperationException), "java.lang.IllegalStateException")]
    [InlineData(typeof(NotSupportedException), "java.lang.UnsupportedOperationException")]
    [InlineData(typeof(DivideByZeroException), "java.lang.ArithmeticException")]
    [InlineData(typeof(OverflowException), "java.lang.ArithmeticException")]
    [InlineData(typeof(KeyNotFoundException), "java.util.NoSuchElementException")]
    [InlineData(typeof(TaskCanceledException), "java.util.concurrent.CancellationException")]
    [InlineData(typeof(RegexParseException), "java.util.regex.PatternSyntaxException")]
    [InlineData(typeof(PathTooLongException), "java.io.IOException")]
    [InlineData(typeof(ObjectDisposedException), "java.lang.IllegalStateException")]
    public void Exceptions_of_the_platform_have_Javas_names(Type type, string expected) => Assert.Equal(expected, ConnectNames.Of(type));

    [Fact]
    public void Exceptions_of_a_plug_in_keep_theirs() =>
        Assert.Equal("ConnectNet.UnitTests.Sdk.JavaPlatformTests$OwnException", ConnectNames.Of(typeof(OwnException)));

    private sealed class OwnException : InvalidOperationException;
}
