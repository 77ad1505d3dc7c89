using System.Reflection;

namespace ConnectNet.Runtime.Metrics;

/// <summary>What this worker says it is, over REST and in its metrics.</summary>
internal static class AppInfo
{
    /// <summary>The release of Kafka whose worker this one takes the place of; tools switch on it.</summary>
    public const string KafkaRelease = "4.3.1";

    /// <summary>Our own version.</summary>
    public static string Version { get; } = Informational().Split('+')[0];

    /// <summary>The first 16 digits of the commit that this worker was built from.</summary>
    public static string Commit { get; } = FindCommit();

    private static string FindCommit()
    {
        var version = Informational();
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? "unknown" : version[(plus + 1)..Math.Min(version.Length, plus + 17)];
    }

    private static string Informational() =>
        typeof(AppInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
