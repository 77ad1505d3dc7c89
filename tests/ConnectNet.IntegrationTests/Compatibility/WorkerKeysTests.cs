using System.Globalization;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The keys of a worker's properties, beside those that the Java worker declares: the same names, types, defaults and importance, and the same
/// words for a wrong value of each.
/// </summary>
public sealed class WorkerKeysTests : IDisposable
{
    private static readonly string[] WrongValues = ["", "abc", "-2", "0", "x,x", "a,,b", "1.5", " 99999999999 "];

    /// <summary>Classes of Java's: taken as text here, and refused by name where a client would need them.</summary>
    private static readonly string[] JavaClasses =
    [
        "sasl.client.callback.handler.class", "sasl.login.callback.handler.class", "sasl.login.class", "sasl.oauthbearer.jwt.retriever.class",
        "sasl.oauthbearer.jwt.validator.class", "ssl.engine.factory.class",
    ];

    /// <summary>
    /// Keys of which other things are said: those that name a Java class, an algorithm of the JVM, or an address, which Java looks at later;
    /// and numbers with a fraction, which are printed otherwise.
    /// </summary>
    private static readonly string[] OtherWords =
    [
        .. JavaClasses, "inter.worker.key.generation.algorithm", "inter.worker.key.size", "inter.worker.signature.algorithm",
        "inter.worker.verification.algorithms", "listeners", "admin.listeners", "sasl.login.refresh.window.factor", "sasl.login.refresh.window.jitter",
    ];

    private readonly PluginCatalog _plugins = PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], NullLogger.Instance);
    private readonly TempDirectory _directory = TempDirectory.Create();

    private static Dictionary<string, string> Required { get; } = new()
    {
        ["bootstrap.servers"] = "localhost:9092",
        ["key.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["value.converter"] = "org.apache.kafka.connect.json.JsonConverter",
        ["group.id"] = "g",
        ["config.storage.topic"] = "c",
        ["offset.storage.topic"] = "o",
        ["status.storage.topic"] = "s",
        ["offset.storage.file.filename"] = "f",
    };

    public void Dispose() => _directory.Dispose();

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Keys_and_what_is_said_of_wrong_values_are_Javas()
    {
        var cases = Cases("distributed", DistributedConfig.Def).Concat(Cases("standalone", StandaloneConfig.Def)).ToList();
        var lines = cases.Select(one => string.Join('\t', one.Properties.Select(entry => $"{entry.Key}={entry.Value}").Prepend(one.Mode)));
        await File.WriteAllLinesAsync(_directory.File("cases"), lines);
        var java = await JavaProgram.RunAsync("WorkerKeys.java", _directory.File("cases"));

        var differences = new List<string>();
        CompareKeys("distributed", DistributedConfig.Def, java, differences);
        CompareKeys("standalone", StandaloneConfig.Def, java, differences);
        foreach (var (one, said) in cases.Zip(java.Where(line => line.StartsWith("says\t", StringComparison.Ordinal))))
        {
            var ours = Says(one);
            if (ours != said["says\t".Length..] && !OtherWords.Contains(one.Key))
            {
                differences.Add($"{one.Mode} {one.Key}={one.Properties.GetValueOrDefault(one.Key)}\n  java {said["says\t".Length..]}\n  ours {ours}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {cases.Count} cases differ:\n" + string.Join('\n', differences));
    }

    private static IEnumerable<Case> Cases(string mode, ConfigDef definition)
    {
        foreach (var key in definition.Keys.Values.Where(key => !IsOwn(key.Name)))
        {
            yield return new Case(mode, key.Name, Required.Where(entry => entry.Key != key.Name).ToDictionary());
            foreach (var value in WrongValues)
            {
                yield return new Case(mode, key.Name, new Dictionary<string, string>(Required) { [key.Name] = value });
            }
        }
    }

    private static bool IsOwn(string key) =>
        key is WorkerKeys.SourceTasksPerProducer or WorkerKeys.MetricsNames or WorkerKeys.MetricsPort or WorkerKeys.BasicAuthJaasFile or WorkerKeys.OverrideAllowList
            or DistributedKeys.AssignmentByPlugin
        || key.StartsWith(TaskRestartKeys.Prefix, StringComparison.Ordinal);

    private static void CompareKeys(string mode, ConfigDef definition, string[] java, List<string> differences)
    {
        var ours = definition.Keys.Values.Where(key => !IsOwn(key.Name))
            .Select(key => string.Join('\t', mode, key.Name, Type(key), Default(key), key.Importance.ToString().ToUpperInvariant()));
        var theirs = java.Where(line => line.StartsWith(mode + "\t", StringComparison.Ordinal)).ToList();
        differences.AddRange(ours.Except(theirs).Select(key => "only ours: " + key));
        differences.AddRange(theirs.Except(ours).Select(key => "only Java's: " + key));
    }

    private static string Type(ConfigKey key) => JavaClasses.Contains(key.Name) ? "CLASS" : key.Type.ToString().ToUpperInvariant();

    private static string Default(ConfigKey key) => key switch
    {
        { HasDefault: false } => "required",
        { Default: null } => "null",
        { Default: IReadOnlyList<string> list } => string.Join(',', list),
        { Default: Type type } => Sdk.ConnectNames.Of(type),
        { Default: bool flag } => flag ? "true" : "false",
        _ => Convert.ToString(key.Default, CultureInfo.InvariantCulture)!,
    };

    private string Says(Case one)
    {
        try
        {
            var properties = one.Properties.ToDictionary(entry => entry.Key, entry => (string?)entry.Value);
            _ = one.Mode == "distributed"
                ? (WorkerConfig)DistributedConfig.Parse(properties, _plugins.ResolveClass)
                : StandaloneConfig.Parse(properties, _plugins.ResolveClass);
            return "nothing";
        }
        catch (ConfigException e)
        {
            return e.Message;
        }
    }

    private sealed record Case(string Mode, string Key, Dictionary<string, string> Properties);
}
