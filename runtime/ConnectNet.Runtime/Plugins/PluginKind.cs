using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Rest;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Runtime.Plugins;

/// <summary>What a plug-in is, in the order in which REST lists the kinds.</summary>
internal enum PluginKind
{
    Sink,
    Source,
    Transformation,
    Predicate,
    Converter,
    HeaderConverter,
    ConfigProvider,
    OverridePolicy,
    RestExtension,
}

/// <summary>Names of plug-in kinds.</summary>
internal static class PluginKinds
{
    /// <summary>The name that REST shows, such as <c>header_converter</c>.</summary>
    public static string RestName(this PluginKind kind) => kind switch
    {
        PluginKind.HeaderConverter => "header_converter",
        PluginKind.ConfigProvider => "configprovider",
        PluginKind.OverridePolicy => "connectorclientconfigoverridepolicy",
        PluginKind.RestExtension => "rest_extension",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The Java interface's simple name, which messages show and which is cut from the end of class names to make aliases.</summary>
    public static string InterfaceName(this PluginKind kind) => kind switch
    {
        PluginKind.Sink or PluginKind.Source => "Connector",
        PluginKind.OverridePolicy => "ConnectorClientConfigOverridePolicy",
        PluginKind.RestExtension => "ConnectRestExtension",
        _ => kind.ToString(),
    };

    /// <summary>What a class of the kind derives from.</summary>
    public static Type Interface(this PluginKind kind) => kind switch
    {
        PluginKind.Sink => typeof(SinkConnector),
        PluginKind.Source => typeof(SourceConnector),
        PluginKind.Transformation => typeof(ITransformation),
        PluginKind.Predicate => typeof(IPredicate),
        PluginKind.Converter => typeof(IConverter),
        PluginKind.HeaderConverter => typeof(IHeaderConverter),
        PluginKind.ConfigProvider => typeof(ConfigProvider),
        PluginKind.RestExtension => typeof(ConnectRestExtension),
        PluginKind.OverridePolicy => typeof(ClientOverridePolicy),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
