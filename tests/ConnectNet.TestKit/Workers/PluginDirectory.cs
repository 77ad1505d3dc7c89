using System.Reflection;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.TestKit.Workers;

/// <summary>Makes an element of <c>plugin.path</c> out of an assembly that is running here, with all it refers to.</summary>
internal static class PluginDirectory
{
    public static TempDirectory Of(Assembly assembly)
    {
        var directory = TempDirectory.Create();
        var manifest = Path.GetFileNameWithoutExtension(assembly.Location) + ".deps.json";
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, manifest)))
        {
            File.CreateSymbolicLink(directory.File(Path.GetFileName(file)), file);
        }
        return directory;
    }
}
