using System.Reflection;

namespace ConnectNet.TestKit.Processes;

/// <summary>
/// Where the checkout and its build output lie. The path is compiled in, so tests and the demo find the worker whatever the
/// current directory is.
/// </summary>
internal static class Repository
{
    /// <summary>The directory with the worker's executable and its <c>plugins/</c>.</summary>
    public static string Artifacts { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ArtifactsRoot").Value!;

    /// <summary>The top of the checkout.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Artifacts, ".."));

    /// <summary>This kit's own executable, for the helpers that need a process of their own.</summary>
    public static string TestKit { get; } = Path.Combine(AppContext.BaseDirectory, "ConnectNet.TestKit");

    /// <summary>The Kafka distribution named by <c>KAFKA_HOME</c>; null without one that can start a broker.</summary>
    public static string? KafkaHome { get; } = FindKafka();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string? FindKafka()
    {
        var home = Environment.GetEnvironmentVariable("KAFKA_HOME");
        return !string.IsNullOrEmpty(home) && File.Exists(Path.Combine(home, "bin", "kafka-server-start.sh")) ? Path.GetFullPath(home) : null;
    }
}
