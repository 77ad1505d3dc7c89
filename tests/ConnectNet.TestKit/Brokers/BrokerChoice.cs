using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// Which broker the tests run on, decided from the environment alone so that a test's needs can be judged before any broker runs:
/// <c>CONNECTNET_TEST_BOOTSTRAP</c>, else a broker of the Kafka distribution in <c>KAFKA_HOME</c>, else Kafka's image where a Docker engine answers (unless
/// <c>CONNECTNET_NO_INSTALL=1</c> forbids to fetch it), else embedded Kafka.
/// </summary>
internal static class BrokerChoice
{
    private static readonly Lazy<BrokerKind> Chosen = new(() => Choose(
        UserCluster is not null,
        Repository.KafkaHome is not null,
        () => !Installation.IsForbidden && Task.Run(() => DockerEngine.AnswersAsync(Environment.GetEnvironmentVariable("DOCKER_HOST"))).GetAwaiter().GetResult()));

    public static string? UserCluster { get; } = Environment.GetEnvironmentVariable("CONNECTNET_TEST_BOOTSTRAP") is { Length: > 0 } servers ? servers : null;

    public static BrokerKind Kind => Chosen.Value;

    public static BrokerKind Choose(bool hasUserCluster, bool hasDistribution, Func<bool> hasEngine) =>
        hasUserCluster ? BrokerKind.UserCluster : hasDistribution ? BrokerKind.Distribution : hasEngine() ? BrokerKind.Docker : BrokerKind.Embedded;

    /// <summary>The reason to skip a test with these needs; null when it can run.</summary>
    public static string? WhyNot(Needs needs)
    {
        if (needs.HasFlag(Needs.JavaWorker) && !JavaWorker.IsAvailable)
        {
            return "needs the Java Connect worker of a Kafka distribution: set KAFKA_HOME to one";
        }
        if (needs.HasFlag(Needs.Kerberos) && KerberosKdc.WhyNot is { } missing)
        {
            return missing;
        }
        if (needs.HasFlag(Needs.NodeClients) && Installation.WhyNotNode() is { } noClients)
        {
            return noClients;
        }
        return WhyNot(needs, Kind);
    }

    /// <summary>What of the needs a kind of broker does not serve. A real broker serves all; what stands beside a broker is judged elsewhere.</summary>
    public static string? WhyNot(Needs needs, BrokerKind kind)
    {
        needs &= ~Needs.NodeClients;
        return kind == BrokerKind.Embedded && needs != Needs.None
            ? $"needs {needs}, which embedded Kafka lacks: set KAFKA_HOME to a Kafka distribution (and install Java 17) or CONNECTNET_TEST_BOOTSTRAP to a cluster, "
                + "or start a Docker engine"
            : null;
    }
}
