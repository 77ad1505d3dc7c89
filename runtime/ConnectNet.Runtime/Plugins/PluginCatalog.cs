using System.Reflection;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Errors;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A plug-in is installed, but in no version of the range asked for.</summary>
internal sealed class PluginVersionNotFoundException(string message) : KafkaException(message);

/// <summary>A plug-in's constructor fails.</summary>
[ConnectName("org.apache.kafka.connect.errors.ConnectException")]
internal sealed class PluginInstantiationException(Type type, Exception? cause)
    : ConnectException($"Could not instantiate class {ConnectNames.Of(type)}: {cause?.Message}", cause)
{
    /// <summary>What answers say of it, with no more than the Java worker tells.</summary>
    public const string Answer = "Instantiation error";
}

/// <summary>
/// All installed plug-ins: found once at start, by full name or alias, and made when needed. Immutable and safe for concurrent use.
/// </summary>
internal sealed partial class PluginCatalog
{
    private readonly ILookup<string, Plugin> _byName;
    private readonly Dictionary<string, string> _aliases;
    private readonly Dictionary<string, IReadOnlyList<Plugin>> _ambiguous;
    private readonly IReadOnlyDictionary<string, Type> _classes;

    internal PluginCatalog(IReadOnlyList<Plugin> plugins, IReadOnlyDictionary<string, Type> classes)
    {
        Plugins = [.. plugins
            .OrderBy(p => p.Kind).ThenBy(p => p.ClassName, StringComparer.Ordinal)
            .ThenBy(p => new PluginVersion(p.VersionText)).ThenBy(p => p.Location, StringComparer.Ordinal)
            .DistinctBy(p => (p.Kind, p.ClassName, p.Version))];
        _byName = Plugins.ToLookup(p => p.ClassName, StringComparer.Ordinal);
        (_aliases, _ambiguous) = FindAliases(Plugins);
        _classes = classes;
    }

    /// <summary>All plug-ins, by kind, class name and version.</summary>
    public IReadOnlyList<Plugin> Plugins { get; }

    /// <summary>Finds the worker's own plug-ins and those of the given directories.</summary>
    /// <param name="ownDirectory">The directory <c>plugins/</c> beside the worker, searched first.</param>
    /// <param name="pluginPath">The elements of <c>plugin.path</c>.</param>
    /// <param name="logger">Told about what is skipped.</param>
    public static PluginCatalog Scan(string ownDirectory, IReadOnlyList<string> pluginPath, ILogger logger)
    {
        var scanner = new PluginScanner(logger);
        scanner.ScanAssembly(Assembly.GetExecutingAssembly(), Plugin.BuiltIn);
        if (Directory.Exists(ownDirectory))
        {
            scanner.ScanElement(ownDirectory);
        }

        foreach (var element in pluginPath)
        {
            scanner.ScanElement(element);
        }

        var catalog = new PluginCatalog(scanner.Plugins, scanner.Classes);
        foreach (var (alias, plugins) in catalog._ambiguous)
        {
            LogAmbiguous(logger, Ambiguity(alias, plugins));
        }

        return catalog;
    }

    /// <summary>Why an alias names no plug-in although several have it; null where that is not so.</summary>
    public string? AmbiguityOf(string alias) => _ambiguous.TryGetValue(alias, out var plugins) ? Ambiguity(alias, plugins) : null;

    /// <summary>The plug-ins of a kind.</summary>
    public IEnumerable<Plugin> All(PluginKind kind) => Plugins.Where(p => p.Kind == kind);

    /// <summary>All plug-ins of a class, whatever their kind and version.</summary>
    public IReadOnlyList<Plugin> Named(string nameOrAlias) => [.. _byName[FullName(nameOrAlias)]];

    /// <summary>The newest plug-in of a class name or alias, or null.</summary>
    public Plugin? Find(PluginKind kind, string nameOrAlias) => Named(nameOrAlias).LastOrDefault(p => p.Kind == kind);

    /// <summary>The newest plug-in of a class name or alias within a version range.</summary>
    /// <returns>The plug-in, or null where there is none of that name.</returns>
    /// <exception cref="PluginVersionNotFoundException">There is one, but in no version of the range.</exception>
    public Plugin? Find(PluginKind kind, string nameOrAlias, VersionRange? range)
    {
        var named = Named(nameOrAlias);
        var candidates = named.Where(p => p.Kind == kind).ToArray();
        if (candidates.Length == 0 || range is null)
        {
            return candidates.LastOrDefault();
        }

        return candidates.LastOrDefault(p => range.Contains(p.VersionText))
            ?? throw new PluginVersionNotFoundException($"Plugin {candidates[0].ClassName} not found that matches the version range {range}, "
                + $"available versions: [{string.Join(", ", named.Select(p => p.VersionText))}]");
    }

    /// <summary>The class of a name or alias, plug-in or not; null where it is unknown. Resolves configuration values of type class.</summary>
    public Type? ResolveClass(string nameOrAlias)
    {
        var named = Named(nameOrAlias);
        return named.Count > 0 ? named[^1].Type : _classes.GetValueOrDefault(nameOrAlias) ?? JavaClass(nameOrAlias);
    }

    /// <summary>The classes that an operator could have meant by an abstract one: those nested in it.</summary>
    public IReadOnlyList<Plugin> NestedIn(Type type) => [.. Plugins.Where(p => p.Type.DeclaringType == type).DistinctBy(p => p.ClassName)];

    /// <summary>Makes an instance of a plug-in.</summary>
    /// <exception cref="PluginInstantiationException">The constructor fails.</exception>
    public static T Create<T>(Type type)
        where T : class
    {
        try
        {
            return (T)Activator.CreateInstance(type)!;
        }
        catch (TargetInvocationException e)
        {
            throw new PluginInstantiationException(type, e.InnerException);
        }
    }

    // Some classes of the Java platform, and what connectors derive from, are named in configs by mistake; the answer then says that they are
    // no plug-ins.
    private static Type? JavaClass(string name) => name switch
    {
        "java.lang.String" => typeof(string),
        "java.lang.Integer" => typeof(int),
        "java.lang.Long" => typeof(long),
        "java.lang.Object" => typeof(object),
        "org.apache.kafka.connect.connector.Connector" => typeof(Connector),
        "org.apache.kafka.connect.sink.SinkConnector" => typeof(SinkConnector),
        "org.apache.kafka.connect.source.SourceConnector" => typeof(SourceConnector),
        _ => null,
    };

    private static (Dictionary<string, string> Aliases, Dictionary<string, IReadOnlyList<Plugin>> Ambiguous) FindAliases(IReadOnlyList<Plugin> plugins)
    {
        var named = plugins.SelectMany(plugin => AliasesOf(plugin).Distinct(StringComparer.Ordinal).Select(alias => (Alias: alias, Plugin: plugin)))
            .GroupBy(entry => entry.Alias, entry => entry.Plugin, StringComparer.Ordinal)
            .ToLookup(group => group.DistinctBy(plugin => plugin.ClassName).Skip(1).Any());
        return (
            named[false].ToDictionary(group => group.Key, group => group.First().ClassName, StringComparer.Ordinal),
            named[true].ToDictionary(group => group.Key, IReadOnlyList<Plugin> (group) => [.. group], StringComparer.Ordinal));
    }

    // Java says so of whatever plug-in it is.
    private static string Ambiguity(string alias, IReadOnlyList<Plugin> plugins) =>
        $"More than one connector matches alias {alias}. Please use full package and class name instead. Classes found: {string.Join(", ", plugins)}";

    private static IEnumerable<string> AliasesOf(Plugin plugin)
    {
        var named = plugin.Type.GetCustomAttribute<ConnectNameAttribute>(inherit: false);
        foreach (var fullName in new[] { plugin.Type.FullName!.Replace('+', '$') }.Concat(named?.Aliases ?? []))
        {
            yield return fullName;
        }

        if (plugin.ClassName.Contains('$', StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var fullName in new[] { plugin.ClassName }.Concat(named?.Aliases ?? []))
        {
            var simple = fullName[(fullName.LastIndexOf('.') + 1)..];
            yield return simple;
            var end = simple.LastIndexOf(plugin.Kind.InterfaceName(), StringComparison.Ordinal);
            if (end > 0)
            {
                yield return simple[..end];
            }
        }
    }

    private string FullName(string nameOrAlias) => _byName.Contains(nameOrAlias) ? nameOrAlias : _aliases.GetValueOrDefault(nameOrAlias, nameOrAlias);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Ambiguity}")]
    private static partial void LogAmbiguous(ILogger logger, string ambiguity);
}
