using System.Text.RegularExpressions;
using ConnectNet.Runtime.Cluster;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Simulators.BigQuery;
using ConnectNet.Tools.Demo;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests;

/// <summary>Every example of <c>connector-configs/</c> is right, and knows no key that its connector does not, in each environment.</summary>
public sealed class ExamplesTests
{
    private static readonly PluginCatalog Plugins = PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], NullLogger.Instance);

    // Defaults for sets of keys whose names the user chooses; the task reads them one by one.
    private static readonly string[] OpenPrefixes = ["topic.creation.", "transforms.", "predicates.", "key.converter.", "value.converter.", "producer.override.", "consumer.override."];

    public static TheoryData<string, string> ConnectorsAndEnvironments()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.EnumerateFiles(Examples.Folder, "*.json"))
        {
            data.Add(Path.GetFileName(file), "dev");
            data.Add(Path.GetFileName(file), "prod");
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(ConnectorsAndEnvironments))]
    public async Task A_connector_is_valid_in_its_environment(string file, string environment)
    {
        await using var warehouse = await BigQueryStandIn.StartAsync();
        var key = warehouse.KeyFile;
        var (name, example) = Examples.Connector(file);
        var config = Resolve(example.ToDictionary(entry => entry.Key, entry => (string?)entry.Value), environment, key);
        config["name"] = name;

        var infos = await Validator(environment).ValidateAsync(config, _ => { }, default);

        Assert.Empty(infos.Configs.Where(info => info.Value.Errors.Count > 0).Select(info => $"{info.Value.Name}: {string.Join("; ", info.Value.Errors)}"));
        var known = infos.Configs.Select(info => info.Value.Name).ToHashSet();
        Assert.All(config.Keys, given => Assert.True(known.Contains(given) || OpenPrefixes.Any(prefix => given.StartsWith(prefix, StringComparison.Ordinal)), $"no key {given}"));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void The_standalone_worker_is_valid(string environment)
    {
        var properties = Resolve(JavaProperties.Load(Path.Combine(Examples.Folder, "worker-standalone.properties")), environment, "");
        Assert.NotEmpty(StandaloneConfig.Parse(properties, Plugins.ResolveClass).BootstrapServers);
    }

    private static ConnectorValidator Validator(string environment)
    {
        var properties = Resolve(JavaProperties.Load(Path.Combine(Examples.Folder, "worker-distributed.properties")), environment, "");
        var worker = DistributedConfig.Parse(properties, Plugins.ResolveClass);
        return new ConnectorValidator(worker, Plugins, ConfigVariables.None, OverridePolicies.Create(Plugins, worker));
    }

    /// <summary>Puts the environment's values in place of references; secrets that an environment does not ship get a text.</summary>
    private static Dictionary<string, string?> Resolve(IReadOnlyDictionary<string, string?> config, string environment, string bigQueryKey)
    {
        var folder = Path.Combine(Examples.Folder, "environments", environment);
        var variables = JavaProperties.Load(Path.Combine(folder, "environment.env"));
        var settings = JavaProperties.Load(Path.Combine(folder, "settings.properties"));
        return config.ToDictionary(entry => entry.Key, entry => entry.Value is null ? null : Regex.Replace(entry.Value, @"\$\{(\w+):(?:([^:}]*):)?([^}]*)\}", Value));

        string Value(Match reference) => (reference.Groups[1].Value, reference.Groups[2].Value, reference.Groups[3].Value) switch
        {
            ("env", _, var name) => variables[name]!,
            ("file", "environment/settings.properties", var name) => settings[name]!,
            ("directory", "environment/secrets", "bigquery-key.json") => bigQueryKey,
            ("directory", "environment/secrets", _) => "secret",
            _ => throw new InvalidOperationException($"{reference.Value} refers to nothing that the environments have"),
        };
    }
}
