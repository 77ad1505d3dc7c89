namespace ConnectNet.Sdk;

/// <summary>
/// The name under which operators know a class: in connector JSON, <c>/connector-plugins</c>, task configs, stack traces and error
/// headers. Classes without it are known by their .NET full name. A nested class is shown as <c>Outer$Inner</c>.
/// </summary>
/// <param name="name">Full class name, usually that of the Java class whose place this one takes.</param>
/// <param name="version">Version text that REST shows for a plug-in; null for classes that are none.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct, Inherited = false)]
public sealed class ConnectNameAttribute(string name, string? version = null) : Attribute
{
    /// <summary>Full class name, usually that of a Java class.</summary>
    public string Name { get; } = name;

    /// <summary>Version text that REST shows for a plug-in, or null.</summary>
    public string? Version { get; } = version;

    /// <summary>Further class names that connector JSON may use for the same plug-in.</summary>
    public string[] Aliases { get; init; } = [];
}
