using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Checks that a class is a plug-in of a kind and can be made.</summary>
internal sealed class PluginClassValidator(PluginCatalog plugins, PluginKind kind) : ConfigValidator
{
    public override void EnsureValid(string name, object? value)
    {
        if (value is Type type)
        {
            EnsurePlugin(plugins, kind, type);
        }
    }

    /// <exception cref="ConfigException">The class is no plug-in of the kind, or abstract.</exception>
    public static void EnsurePlugin(PluginCatalog plugins, PluginKind kind, Type type)
    {
        var className = ConnectNames.Of(type);
        if (plugins.Find(kind, className) is not null)
        {
            return;
        }

        var nested = plugins.NestedIn(type).Where(p => p.Kind == kind).ToArray();
        if (type.IsAbstract && (nested.Length > 0 || type.IsAssignableTo(kind.Interface())))
        {
            throw new ConfigException("This class is abstract and cannot be created."
                + (nested.Length > 0 ? $" Did you mean {string.Join(", ", nested.Select(p => p.ClassName))}?" : ""));
        }

        throw new ConfigException($"Class class {className} does not implement the {kind.InterfaceName()} interface");
    }
}
