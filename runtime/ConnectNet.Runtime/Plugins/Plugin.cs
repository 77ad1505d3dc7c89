namespace ConnectNet.Runtime.Plugins;

/// <summary>An installed plug-in.</summary>
/// <param name="Type">The class.</param>
/// <param name="ClassName">The class name that operators know.</param>
/// <param name="Version">Version text, or null where the class has none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Location">Directory it was loaded from, or <c>classpath</c> for what the worker brings itself.</param>
internal sealed record Plugin(Type Type, string ClassName, string? Version, PluginKind Kind, string Location)
{
    /// <summary>Location of the plug-ins that are part of the worker.</summary>
    public const string BuiltIn = "classpath";

    /// <summary>The version text that is shown where a version must be: <c>undefined</c> for none.</summary>
    public string VersionText => Version ?? "undefined";

    /// <summary>How messages show a plug-in.</summary>
    public override string ToString() =>
        $"PluginDesc{{klass=class {ClassName}, name='{ClassName}', version='{VersionText}', encodedVersion={VersionText}, "
        + $"type={Kind.RestName()}, typeName='{Kind.RestName()}', location='{(Location == BuiltIn ? Location : "file:" + Location)}'}}";
}
