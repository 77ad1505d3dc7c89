using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Transforms;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Runtime;

/// <summary>Prints the tables of configuration keys that the READMEs show, from the definitions that the worker itself uses.</summary>
internal static class ConfigTables
{
    /// <summary>Prints the keys of workers and of all installed connectors and transformations.</summary>
    public static void Print(TextWriter output)
    {
        Print(output, "Worker, distributed", DistributedConfig.Def);
        Print(output, "Worker, standalone", StandaloneConfig.Def);
        var plugins = PluginCatalog.Scan(HostEnvironment.OwnPlugins, [], NullLogger.Instance);
        foreach (var plugin in plugins.Plugins.Where(p => p.Kind is PluginKind.Source or PluginKind.Sink))
        {
            Print(output, plugin.ClassName, PluginCatalog.Create<Connector>(plugin.Type).Config);
        }

        foreach (var plugin in plugins.All(PluginKind.Transformation))
        {
            Print(output, plugin.ClassName, PluginCatalog.Create<ITransformation>(plugin.Type).Config);
        }
    }

    /// <summary>Prints one table in the order of the definition.</summary>
    public static void Print(TextWriter output, string title, ConfigDef definition)
    {
        output.WriteLine($"## {title}");
        output.WriteLine();
        output.WriteLine("| key | type | default | importance | |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var key in definition.Keys.Values)
        {
            var value = !key.HasDefault ? "required" : ConfigParser.ToText(key.Default) is { } text ? $"`{text}`" : "null";
            output.WriteLine(
                $"| `{key.Name}` | {key.Type.ToString().ToUpperInvariant()} | {Cell(value)} | {key.Importance.ToString().ToUpperInvariant()} "
                + $"| {Cell(key.Documentation)} |");
        }

        output.WriteLine();
    }

    private static string Cell(string text) =>
        text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
