using System.Reflection;

namespace ConnectNet.UnitTests;

/// <summary>Where the sources and the built worker are.</summary>
internal static class Repository
{
    /// <summary>The directory with the built worker and its plug-ins.</summary>
    public static string Artifacts { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "ArtifactsRoot").Value!;

    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Artifacts))!;
}
