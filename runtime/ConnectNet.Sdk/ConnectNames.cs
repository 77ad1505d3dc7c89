using System.Collections.Concurrent;
using System.Reflection;

namespace ConnectNet.Sdk;

/// <summary>Names and versions of classes as operators see them; see <see cref="ConnectNameAttribute"/>.</summary>
public static class ConnectNames
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    /// <summary>
    /// The class name that operators know: the attribute's, for the platform's exceptions the one of the Java platform that says the same
    /// (<c>java.lang.IllegalArgumentException</c>), else the .NET full name with <c>$</c> before nested classes.
    /// </summary>
    public static string Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Names.GetOrAdd(type, static t => Find(t));
    }

    /// <summary>
    /// The version of a class: its attribute's, else that of the class around it, else the informational version of its assembly
    /// without the commit, else null.
    /// </summary>
    public static string? VersionOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Named(type) is { } named
            ? named.Version
            : type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
    }

    /// <summary>The version that the attribute of a class, or of the class around it, gives; null where it gives none.</summary>
    internal static string? NamedVersionOf(Type type) => Named(type)?.Version;

    private static ConnectNameAttribute? Named(Type type)
    {
        for (var t = type; t is not null; t = t.DeclaringType)
        {
            if (t.GetCustomAttribute<ConnectNameAttribute>(inherit: false) is { } named)
            {
                return named;
            }
        }

        return null;
    }

    private static string Find(Type type)
    {
        if (JavaPlatform.NameOf(type) is { } platformName)
        {
            return platformName;
        }

        if (type.GetCustomAttribute<ConnectNameAttribute>(inherit: false) is { } named)
        {
            return named.Name;
        }

        return type.DeclaringType is { } outer ? Of(outer) + "$" + type.Name : type.FullName ?? type.Name;
    }
}
