using System.Reflection;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Finds plug-ins in the worker's own assembly and in plug-in directories.</summary>
internal sealed partial class PluginScanner(ILogger logger)
{
    private static readonly PluginKind[] Kinds = Enum.GetValues<PluginKind>();

    private readonly List<Plugin> _plugins = [];
    private readonly Dictionary<string, Type> _classes = new(StringComparer.Ordinal);

    /// <summary>The plug-ins found so far.</summary>
    public IReadOnlyList<Plugin> Plugins => _plugins;

    /// <summary>Every class that an operator may name, also those that are no plug-ins because they are abstract.</summary>
    public IReadOnlyDictionary<string, Type> Classes => _classes;

    /// <summary>Adds the plug-ins of an assembly that is loaded already.</summary>
    public void ScanAssembly(Assembly assembly, string location)
    {
        foreach (var type in LoadableTypes(assembly))
        {
            var kinds = Kinds.Where(kind => kind.Interface().IsAssignableFrom(type)).ToArray();
            if (kinds.Length == 0 || !type.IsClass)
            {
                continue;
            }

            var name = ConnectNames.Of(type);
            _classes.TryAdd(name, type);
            if (type.IsAbstract || type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
            {
                continue;
            }

            var version = VersionOf(type, name);
            foreach (var kind in kinds)
            {
                _plugins.Add(new Plugin(type, name, version, kind, location));
            }
        }
    }

    /// <summary>Adds the plug-ins of an element of <c>plugin.path</c>: of the directory itself, or of each of its subdirectories.</summary>
    public void ScanElement(string element)
    {
        var path = Path.GetFullPath(element);
        if (Directory.Exists(path))
        {
            if (MainAssembly(path) is not null)
            {
                ScanDirectory(path);
                return;
            }

            foreach (var child in Directory.EnumerateFileSystemEntries(path).Order(StringComparer.Ordinal))
            {
                ScanDirectory(child);
            }
        }
        else if (File.Exists(path))
        {
            ScanDirectory(path);
        }
        else
        {
            LogMissing(logger, element);
        }
    }

    private static Type[] LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            throw new InvalidOperationException(e.LoaderExceptions.FirstOrDefault()?.Message ?? e.Message, e);
        }
    }

    // Only what a connector overrides has to be asked for; nothing else is made at the scan.
    private string? VersionOf(Type type, string name)
    {
        if (!type.IsAssignableTo(typeof(Connector)) || type.GetProperty(nameof(Connector.Version))!.DeclaringType == typeof(Connector))
        {
            return ConnectNames.VersionOf(type);
        }

        try
        {
            return PluginCatalog.Create<Connector>(type).Version;
        }
        catch (Exception e)
        {
            LogNoVersion(logger, name, e.Message);
            return null;
        }
    }

    private static string? MainAssembly(string directory)
    {
        var manifests = Directory.GetFiles(directory, "*.deps.json");
        return manifests.Length == 1 ? manifests[0][..^".deps.json".Length] + ".dll" : null;
    }

    private static bool HoldsOnlyJava(string path) => File.Exists(path)
        ? path.EndsWith(".jar", StringComparison.OrdinalIgnoreCase)
        : Directory.EnumerateFiles(path, "*.jar", SearchOption.AllDirectories).Any()
            && !Directory.EnumerateFiles(path, "*.dll", SearchOption.AllDirectories).Any();

    private void ScanDirectory(string path)
    {
        if (HoldsOnlyJava(path))
        {
            LogJavaOnly(logger, path);
            return;
        }

        if (!Directory.Exists(path) || MainAssembly(path) is not { } main)
        {
            if (Directory.Exists(path) && Directory.EnumerateFiles(path, "*.dll").Any())
            {
                LogNoManifest(logger, path);
            }

            return;
        }

        try
        {
            ScanAssembly(new PluginLoadContext(main).LoadFromAssemblyPath(main), path + Path.DirectorySeparatorChar);
        }
        catch (Exception e)
        {
            LogUnloadable(logger, path, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The version of {Class} is not known: {Reason}")]
    private static partial void LogNoVersion(ILogger logger, string @class, string reason);

    [LoggerMessage(LogLevel.Error, "Could not get listing for plugin path: {Path}. Ignoring.")]
    private static partial void LogMissing(ILogger logger, string path);

    [LoggerMessage(LogLevel.Warning, "Skipping {Path}: it holds only Java classes, which this worker cannot run. Install the .NET plug-in of the same name beside it.")]
    private static partial void LogJavaOnly(ILogger logger, string path);

    [LoggerMessage(LogLevel.Warning, "Skipping {Path}: a plug-in directory must have exactly one .deps.json file, that of the plug-in's own assembly. Publish the plug-in project into it.")]
    private static partial void LogNoManifest(ILogger logger, string path);

    [LoggerMessage(LogLevel.Error, "Failed to load the plug-in in {Path}: {Reason}. Build it against this worker's version of ConnectNet.Sdk.")]
    private static partial void LogUnloadable(ILogger logger, string path, string reason);
}
