using System.Text;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Sdk.Configuration;

public sealed class TextFileTests : IDisposable
{
    private readonly TempDirectory _directory = TempDirectory.Create();

    private string Path => _directory.File("secret.properties");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_byte_that_is_no_UTF_8_is_told_with_its_place_and_without_the_secret()
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes("user=ann\npassword=geheim-f\u00fcr\n"));

        var error = Assert.Throws<TextEncodingException>(() => TextFile.ReadUtf8(Path));

        Assert.Equal($"The file {Path} is not UTF-8: line 2 has a byte that does not fit, at offset 26; save the file as UTF-8", error.Message);
    }

    [Theory]
    [InlineData(0xFF, 0xFE)]
    [InlineData(0xFE, 0xFF)]
    public void UTF_16_is_refused(byte first, byte second)
    {
        File.WriteAllBytes(Path, [first, second, (byte)'a', 0]);

        Assert.Contains("UTF-16; save it as UTF-8", Assert.Throws<TextEncodingException>(() => TextFile.ReadUtf8(Path)).Message, StringComparison.Ordinal);
        Assert.Contains("UTF-16; save it as ISO-8859-1", Assert.Throws<TextEncodingException>(() => JavaProperties.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_of_UTF_8_is_skipped()
    {
        File.WriteAllText(Path, "für", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("für", TextFile.ReadUtf8(Path));
    }

    [Fact]
    public void Properties_of_a_worker_are_ISO_8859_1()
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes("password=für"));

        Assert.Equal("für", JavaProperties.Load(Path)["password"]);
    }

    [Fact]
    public void Config_providers_refuse_what_is_not_UTF_8()
    {
        File.WriteAllBytes(Path, Encoding.Latin1.GetBytes("password=für"));
        using var files = new FileConfigProvider();
        files.Configure(new Dictionary<string, string?>());
        using var directories = new DirectoryConfigProvider();
        directories.Configure(new Dictionary<string, string?>());

        Assert.Contains(Path, Assert.Throws<ConfigException>(() => files.Get(Path, new HashSet<string> { "password" })).Message, StringComparison.Ordinal);
        Assert.Contains(
            Path,
            Assert.Throws<ConfigException>(() => directories.Get(_directory.Path, new HashSet<string> { "secret.properties" })).Message,
            StringComparison.Ordinal);
    }
}
