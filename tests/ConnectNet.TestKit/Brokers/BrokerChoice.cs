using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// Which broker the tests run on, decided from the environment alone so that a test's needs can be judged before any broker runs:
/// <c>CONNECTNET_TEST_BOOTSTRAP</c>, else a broker of the Kafka distribution in <c>KAFKA_HOME</c>, else embedded Kafka.
/// </summary>
internal static class BrokerChoice
{
    public static string? UserCluster { get; } = Environment.GetEnvironmentVariable("CONNECTNET_TEST_BOOTSTRAP") is { Length: > 0 } servers ? servers : null;

    public static bool IsEmbedded => UserCluster is null && Repository.KafkaHome is null;

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
        needs &= ~Needs.NodeClients;
        return IsEmbedded && needs != Needs.None
            ? $"needs {needs}, which embedded Kafka lacks: set KAFKA_HOME to a Kafka distribution (and install Java 17) or CONNECTNET_TEST_BOOTSTRAP to a cluster"
            : null;
    }
}
