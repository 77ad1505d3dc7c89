using System.Reflection;
using System.Runtime.Loader;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>
/// Loads one plug-in directory with its own dependencies. The Sdk and everything it references come from the worker: a second copy
/// would be other types, and plug-ins would silently not fit.
/// </summary>
internal sealed class PluginLoadContext : AssemblyLoadContext
{
    private static readonly HashSet<string> Shared = SharedAssemblies();

    private readonly AssemblyDependencyResolver _resolver;

    /// <param name="assemblyPath">Absolute path of the plug-in's main assembly.</param>
    public PluginLoadContext(string assemblyPath)
        : base(Path.GetFileNameWithoutExtension(assemblyPath))
    {
        _resolver = new AssemblyDependencyResolver(assemblyPath);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is { } name && Shared.Contains(name))
        {
            return null;
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;

    private static HashSet<string> SharedAssemblies()
    {
        var shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
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
