using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Transforms;
using ConnectNet.TestKit.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Tools.Docs;

/// <summary>
/// Prints the tables of configuration keys in the folders' <c>docs/</c> from the declarations themselves. A page marks a table's place by
/// <c>&lt;!-- keys NAME --&gt;</c> and <c>&lt;!-- /keys --&gt;</c>; what stands between is replaced. The name is a plug-in's class, a class and
/// one of its static members (<c>CLASS#Member</c>), a worker's mode, a group of the worker's own keys of connectors, or
/// <c>clients</c> for the translation of client properties.
/// </summary>
internal static partial class KeyTables
{
    /// <summary>The pages that may hold tables: README.md and docs/*.md of every top-level folder.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.EnumerateDirectories(Repository.Root).SelectMany(PagesOf).Order(StringComparer.Ordinal)];

    /// <summary>The file's text with fresh tables.</summary>
    public static string Refresh(string file)
    {
        var plugins = new Lazy<PluginCatalog>(() => PluginCatalog.Scan(Path.Combine(Repository.Artifacts, "plugins"), [], NullLogger.Instance));
        return Place().Replace(File.ReadAllText(file), place =>
            $"<!-- keys {place.Groups[1].Value} -->\n{TableOf(plugins, place.Groups[1].Value)}<!-- /keys -->");
    }

    public static int Run()
    {
        foreach (var file in Files)
        {
            var fresh = Refresh(file);
            if (fresh != File.ReadAllText(file))
            {
                File.WriteAllText(file, fresh);
                Console.WriteLine($"docs: {Path.GetRelativePath(Repository.Root, file)} has new tables");
            }
        }
        return 0;
    }

    private static IEnumerable<string> PagesOf(string folder)
    {
        var docs = Path.Combine(folder, "docs");
        var pages = Directory.Exists(docs) ? Directory.EnumerateFiles(docs, "*.md") : [];
        return pages.Append(Path.Combine(folder, "README.md")).Where(File.Exists);
    }

    private static string TableOf(Lazy<PluginCatalog> plugins, string name) => name == "clients" ? ClientTable() : Table(DefinitionOf(plugins.Value, name));

    private static string ClientTable()
    {
        var text = new StringBuilder("| Java client's key | clients | becomes | |\n|---|---|---|---|\n");
        foreach (var key in ClientKeyTable.Rows)
        {
            var becomes = key.Use switch
            {
                ClientKeyUse.Translated or ClientKeyUse.Composed => string.Join(", ", key.Native!.Split(", ").Select(name => $"`{name}`")),
                ClientKeyUse.Own => "–",
                ClientKeyUse.Unmatched => "named in the log",
                _ => "refused",
            };
            var clients = Enum.GetValues<ClientKind>().Where(kind => key.Clients.HasFlag(kind)).Select(kind => kind.ToString().ToLowerInvariant()).ToList();
            text.Append($"| `{key.Name}` | {(clients.Count == 3 ? "all" : string.Join(", ", clients))} | {becomes} | {Cell(key.Note)} |\n");
        }
        return text.ToString();
    }

    private static ConfigDef DefinitionOf(PluginCatalog plugins, string name)
    {
        switch (name)
        {
            case "distributed":
                return DistributedConfig.Def;
            case "standalone":
                return StandaloneConfig.Def;
            case "source-dead-letters":
                return SourceDeadLetterKeys.Def;
        }

        var parts = name.Split('#');
        var type = plugins.Named(parts[0]).Select(plugin => plugin.Type).LastOrDefault() ?? throw new InvalidOperationException($"no plug-in is named {name}");
        if (parts.Length == 2)
        {
            const BindingFlags Static = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;
            return (ConfigDef?)type.GetProperty(parts[1], Static)?.GetValue(null) ?? throw new InvalidOperationException($"{parts[0]} has no static property {parts[1]}");
        }

        return Activator.CreateInstance(type) switch
        {
            Connector connector => connector.Config,
            ITransformation transformation => transformation.Config,
            IPredicate predicate => predicate.Config,
            _ => throw new InvalidOperationException($"{name} declares no keys"),
        };
    }

    private static string Table(ConfigDef definition)
    {
        var text = new StringBuilder("| key | type | default | importance | what it does |\n|---|---|---|---|---|\n");
        foreach (var key in definition.Keys.Values)
        {
            text.Append($"| `{key.Name}` | {key.Type.ToString().ToUpperInvariant()} | {Default(key)} | {key.Importance.ToString().ToLowerInvariant()} | {Cell(key.Documentation)} |\n");
        }
        return text.ToString();
    }

    private static string Default(ConfigKey key) => key switch
    {
        { HasDefault: false } => "required",
        { Default: null } => "–",
        { Default: IReadOnlyList<string> list } => list.Count == 0 ? "empty" : $"`{string.Join(',', list)}`",
        { Default: string { Length: 0 } } => "empty",
        { Default: bool flag } => flag ? "`true`" : "`false`",
        { Default: Type type } => $"`{Sdk.ConnectNames.Of(type)}`",
        _ => $"`{key.Default}`",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace('\n', ' ');

    [GeneratedRegex("<!-- keys ([^ ]+) -->\n.*?<!-- /keys -->", RegexOptions.Singleline)]
    private static partial Regex Place();
}
