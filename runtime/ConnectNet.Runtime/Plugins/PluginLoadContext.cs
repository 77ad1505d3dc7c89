using System.Reflection;
using System.Runtime.Loader;
using ConnectNet.Sdk.Connectors;
using ConnectNet.Sdk.Rest;
using Microsoft.AspNetCore.Http;

namespace ConnectNet.Runtime.Plugins;

/// <summary>
/// Loads one plug-in directory with its own dependencies. The Sdk and everything it references come from the worker: a second copy
/// would be other types, and plug-ins would silently not fit. So does ASP.NET Core, which REST extensions share with the worker, unless the plug-in
/// asks for a newer part of it.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly HashSet<string> Shared = SharedAssemblies();
    private static readonly Version FrameworkVersion = typeof(HttpContext).Assembly.GetName().Version!;
    private static readonly HashSet<string> Framework = FrameworkAssemblies();

    private readonly AssemblyDependencyResolver _resolver;

    /// <param name="assemblyPath">Absolute path of the plug-in's main assembly.</param>
    public PluginLoadContext(string assemblyPath)
        : base(Path.GetFileNameWithoutExtension(assemblyPath))
    {
        _resolver = new AssemblyDependencyResolver(assemblyPath);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is { } name && (Shared.Contains(name) || (Framework.Contains(name) && assemblyName.Version <= FrameworkVersion)))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;

    private static HashSet<string> FrameworkAssemblies() => new(
        Directory.EnumerateFiles(Path.GetDirectoryName(typeof(HttpContext).Assembly.Location)!, "*.dll").Select(file => Path.GetFileNameWithoutExtension(file)),
        StringComparer.OrdinalIgnoreCase);

    private static HashSet<string> SharedAssemblies()
    {
        var shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { typeof(ConnectRestExtension).Assembly.GetName().Name! };
        var open = new Queue<Assembly>([typeof(Connector).Assembly]);
        while (open.TryDequeue(out var assembly))
        {
            if (!shared.Add(assembly.GetName().Name!))
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies())
            {
                open.Enqueue(Default.LoadFromAssemblyName(reference));
            }
        }

        return shared;
    }
}
