using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Runtime.Rest;
using ConnectNet.Sdk.Errors;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Runtime.Plugins;

/// <summary>Plug-ins with mistakes are answered for as by the Java worker; the texts are what it said of the same plug-ins on its class path.</summary>
public sealed class OddPluginsTests
{
    private static readonly PluginCatalog Catalog = Scan();
    private static readonly StandaloneConfig Worker = StandaloneConfig.Parse(
        new Dictionary<string, string?>
        {
            ["bootstrap.servers"] = "127.0.0.1:1",
            ["key.converter"] = "org.apache.kafka.connect.json.JsonConverter",
            ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
            ["offset.storage.file.filename"] = "x",
        },
        Catalog.ResolveClass);

    [Theory]
    [InlineData("value.converter", "odd.NullDefConverter", null)]
    [InlineData("value.converter", "odd.BadCtorConverter", "Invalid value odd.BadCtorConverter for configuration value.converter: Could not instantiate class")]
    [InlineData("value.converter", "odd.BadDefConverter", "Failed to load ConfigDef from value converter: def")]
    [InlineData("header.converter", "odd.NullDefHeaderConverter", null)]
    [InlineData("header.converter", "odd.BadCtorHeaderConverter", "Invalid value odd.BadCtorHeaderConverter for configuration header.converter: Could not instantiate class")]
    [InlineData("header.converter", "odd.BadDefHeaderConverter", "Failed to load ConfigDef from header converter: def")]
    [InlineData("transforms.a.type", "odd.BadCtorStage", "Invalid value odd.BadCtorStage for configuration transforms.a.type: Error getting config definition from Transformation: Instantiation error")]
    [InlineData("predicates.a.type", "odd.BadCtorStage", "Invalid value odd.BadCtorStage for configuration predicates.a.type: Error getting config definition from Predicate: Instantiation error")]
    public async Task An_error_is_told_once_at_its_key(string key, string className, string? error)
    {
        var infos = await ValidateAsync("odd.PlainConnector", key, className);
        Assert.Equal(error is null ? 0 : 1, infos.ErrorCount);
        Assert.Equal(
            error is null ? [] : [(key, error)],
            infos.Configs.SelectMany(info => info.Value.Errors.Select(text => (info.Value.Name, text))));
    }

    [Theory]
    [InlineData("odd.PlainConnector", "transforms.a.type", "odd.NullDefStage", "org.apache.kafka.connect.errors.ConnectException: odd.NullDefStage.config() must return a ConfigDef that is not null.")]
    [InlineData("odd.PlainConnector", "predicates.a.type", "odd.NullDefStage", "org.apache.kafka.connect.errors.ConnectException: odd.NullDefStage.config() must return a ConfigDef that is not null.")]
    [InlineData("odd.PlainConnector", "transforms.a.type", "odd.BadDefStage", "java.lang.IllegalStateException: def")]
    [InlineData("odd.NullDefConnector", "name", "x", "org.apache.kafka.connect.runtime.rest.errors.BadRequestException: odd.NullDefConnector.config() must return a ConfigDef that is not null.")]
    [InlineData("odd.BadCtorConnector", "name", "x", "org.apache.kafka.connect.runtime.rest.errors.BadRequestException: Instantiation error")]
    [InlineData("odd.BadDefConnector", "name", "x", "java.lang.IllegalStateException: def")]
    [InlineData("odd.NullValidateConnector", "name", "x", "org.apache.kafka.connect.runtime.rest.errors.BadRequestException: odd.NullValidateConnector.validate() must return a Config that is not null.")]
    public async Task What_cannot_be_validated_is_an_error_of_the_request(string connector, string key, string value, string error) =>
        Assert.Equal(error, KafkaException.LineOf(await Assert.ThrowsAnyAsync<Exception>(() => ValidateAsync(connector, key, value))));

    [Theory]
    [InlineData("odd.NullDefConverter", "Cannot invoke \"org.apache.kafka.common.config.ConfigDef.configKeys()\" because \"pluginConfigDefs\" is null")]
    [InlineData("odd.NullDefConnector", "Cannot invoke \"org.apache.kafka.common.config.ConfigDef.configKeys()\" because \"pluginConfigDefs\" is null")]
    [InlineData("odd.BadCtorStage", "Instantiation error")]
    [InlineData("odd.BadCtorConnector", "Instantiation error")]
    [InlineData("odd.BadDefHeaderConverter", "def")]
    public void Keys_that_cannot_be_had_are_an_error(string plugin, string error) =>
        Assert.Equal(error, Assert.ThrowsAny<Exception>(() => PluginKeys.Of(Catalog, plugin, null).ToList()).Message);

    [Theory]
    [InlineData("odd.ToldVersionConnector", "2")]
    [InlineData("odd.PlainConnector", "1")]
    [InlineData("odd.BadVersionConnector", null)]
    public void A_connector_tells_its_version_in_one_place(string plugin, string? version) => Assert.Equal(version, Catalog.Find(PluginKind.Source, plugin)!.Version);

    [Fact]
    public async Task An_alias_of_two_classes_is_refused_and_names_them()
    {
        var error = await Assert.ThrowsAsync<BadRequestException>(() => ValidateAsync("Twin", "name", "x"));
        Assert.StartsWith("More than one connector matches alias Twin. Please use full package and class name instead. Classes found: PluginDesc{klass=class odd.one.TwinConnector, ", error.Message);
        Assert.Contains(", PluginDesc{klass=class odd.two.TwinConnector, ", error.Message);
    }

    private static PluginCatalog Scan()
    {
        var scanner = new PluginScanner(NullLogger.Instance);
        scanner.ScanAssembly(typeof(PluginCatalog).Assembly, Plugin.BuiltIn);
        scanner.ScanAssembly(typeof(OddPluginsTests).Assembly, "/odd/");
        return new PluginCatalog(scanner.Plugins, scanner.Classes);
    }

    private static Task<ConfigInfos> ValidateAsync(string connector, string key, string value)
    {
        var config = new Dictionary<string, string?> { ["name"] = "x", ["connector.class"] = connector, ["tasks.max"] = "1", [key] = value };
        if (key.EndsWith(".a.type", StringComparison.Ordinal))
        {
            config[key[..key.IndexOf('.', StringComparison.Ordinal)]] = "a";
        }

        return new ConnectorValidator(Worker, Catalog, ConfigVariables.None, OverridePolicies.Create(Catalog, Worker)).ValidateAsync(config, _ => { }, default);
    }
}
