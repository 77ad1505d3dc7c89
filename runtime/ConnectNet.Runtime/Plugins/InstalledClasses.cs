using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Recommends all installed classes of a kind.</summary>
internal sealed class InstalledClasses(PluginCatalog plugins, PluginKind kind) : ConfigRecommender
{
    public override IReadOnlyList<object> ValidValues(string name, IReadOnlyDictionary<string, object?> parsed) =>
        [.. plugins.All(kind).Select(p => p.Type).Distinct()];
}
