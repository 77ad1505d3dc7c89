using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Logging;

namespace ConnectNet.UnitTests.Runtime.Configuration;

public sealed class ConfigVariablesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("connectnet-config").FullName;
    private readonly ConfigVariables _variables;

    public ConfigVariablesTests()
    {
        File.WriteAllText(Path.Combine(_directory, "ads.properties"), "token=s3cret\nurl=https://x/${file:a:b}\n");
        File.WriteAllText(Path.Combine(_directory, "pin"), "1234\n");
        var file = new FileConfigProvider();
        file.Configure(new Dictionary<string, string?> { ["allowed.paths"] = _directory });
        var directory = new DirectoryConfigProvider();
        directory.Configure(new Dictionary<string, string?>());
        _variables = new ConfigVariables(new Dictionary<string, ConfigProvider> { ["file"] = file, ["dir"] = directory });
    }

    [Fact]
    public void References_are_replaced_inside_values() =>
        Assert.Equal("Bearer s3cret!", Resolve($"Bearer ${{file:{_directory}/ads.properties:token}}!"));

    [Fact]
    public void Results_are_not_resolved_again() =>
        Assert.Equal("https://x/${file:a:b}", Resolve($"${{file:{_directory}/ads.properties:url}}"));

    [Fact]
    public void A_directory_gives_whole_files() => Assert.Equal("1234\n", Resolve($"${{dir:{_directory}:pin}}"));

    [Theory]
    [InlineData("${topic}")]
    [InlineData("${other:path:key}")]
    public void What_is_no_reference_stays(string value) => Assert.Equal(value, Resolve(value));

    [Fact]
    public void An_unknown_key_stays() =>
        Assert.Equal($"${{file:{_directory}/ads.properties:nope}}", Resolve($"${{file:{_directory}/ads.properties:nope}}"));

    [Fact]
    public void References_that_lead_nowhere_are_told_once()
    {
        var log = new CapturedLog();
        using var variables = new ConfigVariables(new Dictionary<string, ConfigProvider> { ["env"] = Environment() }, log);
        var config = new Dictionary<string, string?> { ["url"] = "https://${env:CONNECTNET_NOPE}/${vault:a:b}" };
        variables.Resolve(config, "ads");
        variables.Resolve(config, "ads");
        Assert.Equal(
            [
                "Warning url of connector ads holds ${env:CONNECTNET_NOPE}, which leads nowhere and stays as it is: config provider 'env' has no value for it",
                "Warning url of connector ads holds ${vault:a:b}, which leads nowhere and stays as it is: this worker has no config provider 'vault'; it has env",
            ],
            log.Lines);

        static ConfigProvider Environment()
        {
            var provider = new EnvVarConfigProvider();
            provider.Configure(new Dictionary<string, string?>());
            return provider;
        }
    }

    [Fact]
    public void Files_outside_the_allowed_paths_are_not_read() =>
        Assert.Equal($"${{file:{_directory}/../x:k}}", Resolve($"${{file:{_directory}/../x:k}}"));

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error() => Assert.Equal(
        $"Could not read properties from file {_directory}/none",
        Assert.Throws<ConfigException>(() => Resolve($"${{file:{_directory}/none:k}}")).Message);

    [Fact]
    public void Generated_configs_get_the_reference_back()
    {
        var raw = new Dictionary<string, string?> { ["token"] = "${file:/x:token}", ["topic"] = "t" };
        var generated = new Dictionary<string, string?> { ["token"] = "s3cret", ["topic"] = "u", ["id"] = "0" };
        Assert.Equal(
            new Dictionary<string, string?> { ["token"] = "${file:/x:token}", ["topic"] = "u", ["id"] = "0" },
            ConfigVariables.Restore(raw, generated));
    }

    public void Dispose()
    {
        _variables.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string? Resolve(string value) => _variables.Resolve(new Dictionary<string, string?> { ["k"] = value }).Config["k"];
}
