using System.Security.Cryptography.X509Certificates;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.UnitTests.Runtime.Configuration;

/// <summary>Stores made by keytool and openssl: one key with its certificate and the authority's, and the authority alone.</summary>
public sealed class TlsSettingsTests
{
    [Theory]
    [InlineData("key.jks", "PKCS12", "storepass", "keypass1")]
    [InlineData("key.p12", "JKS", "storepass", null)]
    [InlineData("key.pem", "JKS", null, "keypass1")]
    public void A_key_store_is_known_by_its_content(string file, string type, string? password, string? keyPassword)
    {
        var settings = Read(("ssl.keystore.location", Store(file)), ("ssl.keystore.type", type), ("ssl.keystore.password", password), ("ssl.key.password", keyPassword));
        Assert.Equal("CN=127.0.0.1", settings.Certificate!.Subject);
        using var key = settings.Certificate.GetRSAPrivateKey()!;
        using var own = settings.Certificate.GetRSAPublicKey()!;
        Assert.Equal(own.ExportRSAPublicKey(), key.ExportRSAPublicKey());
        Assert.Equal("CN=ca", Assert.Single(settings.Chain).Subject);
    }

    [Theory]
    [InlineData("trust.jks", "PEM", "storepass", "CN=ca")]
    [InlineData("trust.jks", null, null, "CN=ca")]
    [InlineData("trust.p12", "JKS", "storepass", "CN=ca")]
    [InlineData("trust.pem", "PKCS12", null, "CN=ca")]
    [InlineData("key.jks", "JKS", "storepass", "CN=127.0.0.1")]
    public void A_trust_store_is_known_by_its_content(string file, string? type, string? password, string subject)
    {
        var settings = Read(("ssl.truststore.location", Store(file)), ("ssl.truststore.type", type), ("ssl.truststore.password", password));
        Assert.Equal(subject, Assert.Single(settings.Roots!).Subject);
        Assert.Null(settings.Certificate);
    }

    [Theory]
    [InlineData("key.jks", "guess", "keypass1", "Keystore was tampered with, or password was incorrect")]
    [InlineData("key.jks", "storepass", "guess", "Cannot recover key: its password is another one")]
    [InlineData("key.jks", "storepass", null, "Cannot recover key: its password is another one")]
    [InlineData("key.p12", "guess", null, "password")]
    [InlineData("key.jceks", "storepass", null, "keytool -importkeystore -srckeystore ")]
    [InlineData("trust.pem", null, null, "the store holds no private key")]
    [InlineData("trust.jks", "storepass", null, "the store holds no private key")]
    [InlineData("absent", null, null, "Could not find file")]
    public void A_store_that_cannot_be_used_is_named_with_the_reason(string file, string? password, string? keyPassword, string reason)
    {
        var error = Assert.Throws<ConfigException>(
            () => Read(("ssl.keystore.location", Store(file)), ("ssl.keystore.password", password), ("ssl.key.password", keyPassword)));
        Assert.StartsWith($"Invalid value {Store(file)} for configuration ssl.keystore.location: ", error.Message);
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain("guess", error.Message);
    }

    [Fact]
    public void A_file_in_no_known_format_is_refused()
    {
        using var directory = TempDirectory.Create();
        File.WriteAllText(directory.File("x"), "hello");
        var error = Assert.Throws<ConfigException>(() => Read(("ssl.truststore.location", directory.File("x"))));
        Assert.EndsWith("the file is no key store in one of the formats JKS, PKCS12 and PEM", error.Message);
    }

    [Fact]
    public void Texts_in_PEM_need_no_file()
    {
        var text = File.ReadAllText(Store("key.pem"));
        var settings = Read(
            ("ssl.keystore.key", text), ("ssl.keystore.certificate.chain", text), ("ssl.key.password", "keypass1"),
            ("ssl.truststore.certificates", File.ReadAllText(Store("trust.pem"))));
        Assert.True(settings.Certificate!.HasPrivateKey);
        Assert.Equal("CN=ca", Assert.Single(settings.Roots!).Subject);
    }

    private static string Store(string file) =>
        Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Configuration", "Stores", file);

    private static TlsSettings Read(params (string Key, string? Value)[] keys) => TlsSettings.Read(keys.ToDictionary(key => key.Key, key => key.Value));
}
