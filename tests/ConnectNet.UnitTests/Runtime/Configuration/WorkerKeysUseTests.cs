using System.Reflection;
using System.Text.RegularExpressions;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.UnitTests.Runtime.Configuration;

/// <summary>Every key of a worker does something: Kafka's clients take it, or code beside its declaration reads it, or the reason is here.</summary>
public sealed class WorkerKeysUseTests
{
    private static readonly string[] Declarations = ["WorkerKeys.cs", "DistributedKeys.cs", "SaslKeys.cs", "SslKeys.cs", "ClientKeyTable.cs", "ClientValues.cs"];

    private static readonly Dictionary<string, string> WithoutEffect = new()
    {
        ["plugin.discovery"] = "plug-ins are .NET assemblies, which are always scanned",
        ["metrics.names"] = "strimzi is its one value so far",
        ["metrics.recording.level"] = "all metrics are of level INFO",
        ["ssl.keystore.type"] = "the content decides",
        ["ssl.truststore.type"] = "the content decides",
    };

    [Fact]
    public void No_key_is_dead()
    {
        var folder = Path.Combine(Repository.Root, "runtime", "ConnectNet.Runtime");
        var sources = string.Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Declarations.Contains(Path.GetFileName(file)) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        var constants = new[] { typeof(WorkerKeys), typeof(DistributedKeys), typeof(StandaloneConfig) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
                .Select(field => (Key: (string?)field.GetRawConstantValue(), Name: $"{type.Name}.{field.Name}", Bare: field.Name)))
            .ToLookup(constant => constant.Key ?? "");
        var dead = DistributedConfig.Def.Keys.Keys.Concat(StandaloneConfig.Def.Keys.Keys).Distinct().Where(key =>
            ClientKeyTable.Find(key) is null or { Use: ClientKeyUse.Own, Note: not "brokers check tokens" }
            && !sources.Contains($"\"{key}\"", StringComparison.Ordinal)
            && !constants[key].Any(constant => Regex.IsMatch(sources, $@"\b{constant.Name}\b|RequiredText\({constant.Bare}"))
            && !(key.EndsWith(".plugin.version", StringComparison.Ordinal) && sources.Contains("ConverterKeys.VersionKey(key)", StringComparison.Ordinal)));
        Assert.Equal(WithoutEffect.Keys.Order(), dead.Order());
    }
}
