namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Names that no other run on the same broker uses.</summary>
internal static class ClusterNames
{
    public static string Unique(string what) => $"cluster-{what}-{Guid.NewGuid():N}"[..(what.Length + 17)];
}
