using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Connectors;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.UnitTests.Docker;

/// <summary>
/// Whatever the files below <c>docker/</c> set for a worker is a key that it has, with a value that it takes, and what they repeat is the same everywhere.
/// </summary>
public sealed class ContainerFilesTests
{
    private static readonly PluginCatalog Plugins = PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], NullLogger.Instance);
    private static readonly object Compose = YamlFile.Load("docker-compose.yml");
    private static readonly object Values = YamlFile.Load("helm", "connectnet", "values.yaml");
    private static readonly object Container = YamlFile.LoadAll("helm", "connectnet.yaml").Single(static part => part.Text("kind") == "Deployment")
        .At("spec", "template", "spec", "containers", 0);
    private static readonly IReadOnlyList<object> Strimzi = YamlFile.LoadAll("strimzi", "kafka-connect.yaml");

    // What the operator sets itself and refuses in spec.config; it drops other keys of these prefixes without a word.
    private static readonly string[] TheOperatorsOwn = ["bootstrap.servers", "group.id", "config.storage.topic", "offset.storage.topic", "status.storage.topic",
        "ssl.", "sasl.", "security.", "listeners", "plugin.path", "rest.", "consumer.interceptor.classes", "producer.interceptor.classes"];

    [Theory]
    [InlineData("connect-1")]
    [InlineData("connect-2")]
    public void The_composed_workers_are_valid(string service)
    {
        var environment = Compose.Map("services", service, "environment");
        AssertValid(environment.Where(static entry => entry.Key.StartsWith("CONNECT_", StringComparison.Ordinal))
            .ToDictionary(static entry => Property(entry.Key), static entry => entry.Value));
    }

    [Theory]
    [InlineData("connect-1")]
    [InlineData("connect-2")]
    public void The_composed_workers_know_what_the_examples_refer_to(string service)
    {
        var environment = Compose.Map("services", service, "environment");
        var referred = JavaProperties.Load(Repository.PathOf("connector-configs", "environments", "dev", "environment.env"));
        Assert.Empty(referred.Keys.Except(environment.Keys));
    }

    [Fact]
    public void The_charts_worker_is_valid() => AssertValid(Values.Map("config"));

    [Fact]
    public void The_rendered_chart_has_the_charts_values()
    {
        var rendered = ((List<object>)Container.At("env"))
            .ToDictionary(static variable => Property(variable.Text("name")), static variable => (string?)variable.Text("value"));
        Assert.Equal(Values.Map("config").OrderBy(static entry => entry.Key, StringComparer.Ordinal), rendered.OrderBy(static entry => entry.Key, StringComparer.Ordinal));
        Assert.Equal($"{Values.Text("image", "repository")}:{Version}", Container.Text("image"));
    }

    [Fact]
    public void A_worker_without_brokers_lives_and_is_not_ready()
    {
        Assert.Equal("/", Container.Text("livenessProbe", "httpGet", "path"));
        Assert.Equal("/health", Container.Text("readinessProbe", "httpGet", "path"));
        Assert.Matches("""(?m)^HEALTHCHECK .*-8083\}/"$""", Dockerfile);
        var check = (List<object>)Compose.At("services", "connect-1", "healthcheck", "test");
        Assert.EndsWith(":8083/health", (string)check[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Strimzis_worker_is_valid()
    {
        var spec = Strimzi.Single(static part => part.Text("kind") == "KafkaConnect").At("spec");
        var config = spec.Map("config");
        Assert.DoesNotContain(config.Keys, key => TheOperatorsOwn.Any(own => key.StartsWith(own, StringComparison.Ordinal)));
        AssertValid(new Dictionary<string, string?>(config)
        {
            ["bootstrap.servers"] = spec.Text("bootstrapServers"),
            ["group.id"] = spec.Text("groupId"),
            ["config.storage.topic"] = spec.Text("configStorageTopic"),
            ["offset.storage.topic"] = spec.Text("offsetStorageTopic"),
            ["status.storage.topic"] = spec.Text("statusStorageTopic"),
        });
    }

    [Fact]
    public void Strimzis_connectors_are_valid()
    {
        foreach (var spec in Strimzi.Where(static part => part.Text("kind") == "KafkaConnector").Select(static part => part.At("spec")))
        {
            var connector = (Connector)Activator.CreateInstance(Plugins.ResolveClass(spec.Text("class"))!)!;
            var config = spec.Map("config");
            Assert.Empty(config.Keys.Except(connector.Config.Keys.Keys));
            Assert.DoesNotContain(connector.Config.Validate(config), static value => value.Errors.Count > 0);
        }
    }

    [Fact]
    public void Releases_are_the_same_everywhere()
    {
        Assert.Equal(Version, Assert.Single(Regex.Matches(Dockerfile, "image.version=\"([^\"]*)\"").Select(static match => match.Groups[1].Value)));
        Assert.Equal(Version, YamlFile.Load("helm", "connectnet", "Chart.yaml").Text("appVersion"));
        Assert.Equal($"connectnet:{Version}", Compose.Text("services", "connect-1", "image"));
        Assert.Equal($"connectnet-simulators:{Version}", Compose.Text("services", "bigquery", "image"));
        Assert.EndsWith($"kafka:{AppInfo.KafkaRelease}}}", Compose.Text("services", "kafka", "image"), StringComparison.Ordinal);
        var strimzi = Strimzi.Single(static part => part.Text("kind") == "KafkaConnect").At("spec");
        Assert.Equal((AppInfo.KafkaRelease, $"connectnet:{Version}"), (strimzi.Text("version"), strimzi.Text("image")));
    }

    [Fact]
    public void What_is_deployed_has_native_libraries_of_one_platform()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Artifacts, "ConnectNet.Runtime.deps.json")));
        var platforms = manifest.RootElement.GetProperty("targets").EnumerateObject().SelectMany(static target => target.Value.EnumerateObject())
            .SelectMany(static library => library.Value.TryGetProperty("runtimeTargets", out var files) ? files.EnumerateObject().ToArray() : [])
            .Where(static file => file.Value.GetProperty("assetType").GetString() == "native")
            .Select(static file => file.Value.GetProperty("rid").GetString()!).Distinct();
        Assert.EndsWith($"-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", Assert.Single(platforms), StringComparison.Ordinal);
    }

    private static string Version { get; } =
        typeof(AppInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Dockerfile { get; } = File.ReadAllText(Repository.PathOf("docker", "Dockerfile"));

    /// <summary>As <c>entrypoint.sh</c> reads a variable's name; <c>ContainerEntryTests</c> asks the script itself.</summary>
    private static string Property(string variable) => variable["CONNECT_".Length..]
        .Replace("___", "-", StringComparison.Ordinal).Replace("__", "\u0001", StringComparison.Ordinal)
        .Replace('_', '.').Replace('\u0001', '_').ToLowerInvariant();

    private static void AssertValid(Dictionary<string, string?> properties)
    {
        var unknown = properties.Keys.Where(static key => !DistributedConfig.Def.Keys.ContainsKey(key) && !Regex.IsMatch(key, @"^config\.providers\.\w+\.(class|param\..+)$"));
        Assert.Empty(unknown);
        properties.TryAdd("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        properties.TryAdd("value.converter", "org.apache.kafka.connect.json.JsonConverter");
        Assert.NotEmpty(DistributedConfig.Parse(properties, Plugins.ResolveClass).BootstrapServers);
    }
}
