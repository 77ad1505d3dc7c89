using System.Text.Json.Nodes;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Demo;

/// <summary>The runnable examples of <c>connector-configs/</c>, read as an operator posts them.</summary>
internal static class Examples
{
    public static string Folder { get; } = Repository.PathOf("connector-configs");

    /// <summary>An example's name and config, with some keys set otherwise.</summary>
    public static (string Name, Dictionary<string, string> Config) Connector(string file, params (string Key, string Value)[] changes)
    {
        var example = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
        var config = example["config"]!.AsObject().ToDictionary(entry => entry.Key, entry => (string)entry.Value!);
        foreach (var (key, value) in changes)
        {
            config[key] = value;
        }
        return ((string)example["name"]!, config);
    }

    /// <summary>The keys of the example worker, without those that name places of one environment.</summary>
    public static IEnumerable<KeyValuePair<string, string>> WorkerProperties(string file) => File.ReadLines(Path.Combine(Folder, file))
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .Select(parts => KeyValuePair.Create(parts[0], parts[1]));
}
