using System.Reflection;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.UnitTests.Architecture;

/// <summary>The arrows between namespaces, read from the compiled assemblies.</summary>
public sealed class ArchitectureTests
{
    private const string Sdk = "ConnectNet.Sdk";
    private const string SdkRest = "ConnectNet.Sdk.Rest";
    private const string Runtime = "ConnectNet.Runtime";

    private static readonly Dictionary<string, string[]> SdkArrows = new()
    {
        [""] = [],
        ["Errors"] = [""],
        // Java's texts, names and orders of values and its numbers stand beside values and settings: these know each other.
        ["Java"] = ["", "Errors", "Data", "Configuration"],
        ["Data"] = ["", "Errors", "Java"],
        ["Records"] = ["", "Errors", "Data"],
        ["Configuration"] = ["", "Errors", "Java"],
        ["Metrics"] = [""],
        ["Converters"] = ["", "Errors", "Data", "Java", "Records", "Configuration", "Metrics"],
        ["Transforms"] = ["", "Errors", "Data", "Java", "Records", "Configuration", "Metrics"],
        ["Connectors"] = ["", "Errors", "Data", "Java", "Records", "Configuration", "Metrics"],
    };

    private static readonly Dictionary<string, string[]> RuntimeArrows = new()
    {
        ["Configuration"] = [],
        ["Json"] = [],
        ["Logging"] = [],
        ["Metrics"] = [],
        ["Converters"] = ["Json"],
        ["Plugins"] = ["Configuration"],
        ["Kafka"] = ["Metrics", "Configuration"],
        ["Storage"] = ["Kafka", "Json", "Configuration"],
        ["Errors"] = ["Kafka", "Metrics", "Configuration"],
        ["Tasks"] = ["Errors", "Storage", "Kafka", "Plugins", "Json", "Logging", "Metrics", "Configuration"],
        ["Cluster"] = ["Tasks", "Storage", "Kafka", "Plugins", "Json", "Logging", "Metrics", "Configuration"],
        ["Rest"] = ["Cluster", "Storage", "Plugins", "Json", "Logging", "Metrics", "Configuration"],
    };

    [Fact]
    public void Namespaces_of_the_Sdk_refer_to_each_other_in_one_direction() =>
        Assert.Empty(Violations(typeof(Connector).Assembly, Sdk, SdkArrows));

    [Fact]
    public void Namespaces_of_the_runtime_refer_to_each_other_in_one_direction() =>
        Assert.Empty(Violations(Assembly.Load(Runtime), Runtime, RuntimeArrows));

    [Fact]
    public void The_Sdk_refers_to_nothing_of_ours() => Assert.Empty(OwnReferences(typeof(Connector).Assembly));

    [Fact]
    public void Harnesses_for_authors_refer_to_the_Sdk_only() => Assert.Equal([Sdk], OwnReferences(Assembly.Load("ConnectNet.Sdk.Testing")));

    [Fact]
    public void REST_extensions_refer_to_the_Sdk_only() => Assert.Equal([Sdk], OwnReferences(Assembly.Load(SdkRest)));

    [Fact]
    public void The_runtime_refers_to_the_Sdk_only() => Assert.Equal([Sdk, SdkRest], OwnReferences(Assembly.Load(Runtime)).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("ConnectNet.Transforms")]
    [InlineData("ConnectNet.Transforms.Validation")]
    [InlineData("ConnectNet.Connectors.Files")]
    [InlineData("ConnectNet.Connectors.Http")]
    [InlineData("ConnectNet.Connectors.FacebookAds")]
    [InlineData("ConnectNet.Connectors.BigQuery")]
    public void Plugins_do_not_refer_to_the_runtime(string assembly) =>
        Assert.DoesNotContain(Runtime, OwnReferences(Assembly.Load(assembly)));

    [Fact]
    public void Types_of_the_runtime_are_internal() =>
        Assert.DoesNotContain(Assembly.Load(Runtime).GetExportedTypes(), t => t.Namespace?.StartsWith(Runtime, StringComparison.Ordinal) == true);

    private static string[] OwnReferences(Assembly assembly) =>
        [.. assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("ConnectNet.", StringComparison.Ordinal))];

    private static List<string> Violations(Assembly assembly, string root, Dictionary<string, string[]> arrows)
    {
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes().Where(t => arrows.ContainsKey(Area(t, root) ?? "-")))
        {
            var from = Area(type, root)!;
            foreach (var target in CompiledReferences.Of(type).Where(t => t.Assembly == assembly))
            {
                if (Area(target, root) is { } to && to != from && !arrows[from].Contains(to))
                {
                    violations.Add($"{Outermost(type).FullName} → {Outermost(target).FullName}");
                }
            }
        }

        return [.. violations];
    }

    /// <summary>The first namespace below the root; empty for the root itself, null for what lies elsewhere.</summary>
    private static string? Area(Type type, string root)
    {
        var name = Outermost(type).Namespace;
        if (name == root)
        {
            return "";
        }

        return name?.StartsWith(root + ".", StringComparison.Ordinal) == true ? name[(root.Length + 1)..].Split('.')[0] : null;
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
