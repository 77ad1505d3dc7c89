using ConnectNet.Runtime.Rest;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Rest;

public sealed class BasicAuthTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("auth").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("Basic YWRtaW46YTpi", true)] // admin:a:b
    [InlineData("bAsIc YWRtaW46YTpi", true)]
    [InlineData("Basic YWRtaW46eA==", false)] // admin:x
    [InlineData("Basic OmE=", false)] // :a
    [InlineData("Basic YWRtaW4=", false)] // admin
    [InlineData("Bearer YWRtaW46YTpi", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Users_of_the_file_are_let_in(string? header, bool expected)
    {
        var users = Write("users.properties", "admin=a:b\n");
        var jaas = Write("jaas.conf", "KafkaConnect {\n  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required\n"
            + $"    file=\"{users}\";\n}};\n");

        Assert.Equal(expected, BasicAuth.FromJaasFile(jaas).Permits(header));
    }

    [Fact]
    public void No_users_let_everybody_in_who_names_one() => Assert.True(BasicAuth.FromUsers([]).Permits("Basic YWRtaW46eA=="));

    [Fact]
    public void Broken_credentials_are_an_error_with_Javas_text() =>
        Assert.Equal("Illegal base64 character 21", Assert.Throws<ArgumentException>(() => BasicAuth.FromUsers([]).Permits("Basic !!")).Message);

    [Fact]
    public void A_file_without_the_section_is_refused() =>
        Assert.Contains("KafkaConnect", Assert.Throws<ConfigException>(() => BasicAuth.FromJaasFile(Write("jaas.conf", "Other { a.B required; };"))).Message);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
