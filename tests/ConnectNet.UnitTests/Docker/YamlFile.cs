using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ConnectNet.UnitTests.Docker;

/// <summary>A YAML file below <c>docker/</c> as maps, lists and texts; anchors are merged.</summary>
internal static class YamlFile
{
    /// <summary>The file's only document.</summary>
    public static object Load(params string[] path) => Assert.Single(LoadAll(path));

    public static IReadOnlyList<object> LoadAll(params string[] path)
    {
        using var reader = File.OpenText(Repository.PathOf(["docker", .. path]));
        var parser = new MergingParser(new Parser(reader));
        var deserializer = new DeserializerBuilder().Build();
        var documents = new List<object>();
        _ = parser.MoveNext();
        while (parser.MoveNext() && parser.Current is not YamlDotNet.Core.Events.StreamEnd)
        {
            documents.Add(deserializer.Deserialize<object>(parser)!);
        }
        return documents;
    }

    /// <summary>What stands at a path of member names and list positions.</summary>
    public static object At(this object node, params object[] path) => path.Aggregate(node, static (current, step) => step switch
    {
        int position => ((List<object>)current)[position],
        _ => ((Dictionary<object, object>)current)[step],
    });

    public static string Text(this object node, params object[] path) => (string)node.At(path);

    /// <summary>A map of texts.</summary>
    public static Dictionary<string, string?> Map(this object node, params object[] path) =>
        ((Dictionary<object, object>)node.At(path)).ToDictionary(static entry => (string)entry.Key, static entry => (string?)entry.Value);
}
