namespace ConnectNet.Runtime.Metrics;

/// <summary>What the herder tells of its group membership. Thread-safe.</summary>
internal sealed class RebalanceMetrics
{
    /// <summary>Once, before the first join. Standalone workers never call it and have no such metrics.</summary>
    /// <param name="clientId">The group member's client id.</param>
    /// <param name="protocol"><c>EAGER</c>, <c>COMPATIBLE</c> or <c>SESSIONED</c>.</param>
    public void Enable(string clientId, string protocol) => throw new NotImplementedException();

    /// <summary>The worker gave up its assignment or starts to join.</summary>
    public void RebalanceStarted() => throw new NotImplementedException();

    /// <summary>The worker has an assignment again.</summary>
    public void RebalanceCompleted(int generation, string leaderUrl, int connectors, int tasks) => throw new NotImplementedException();

    public void RebalanceFailed() => throw new NotImplementedException();

    public void JoinCompleted(TimeSpan took) => throw new NotImplementedException();

    public void SyncCompleted(TimeSpan took) => throw new NotImplementedException();

    public void HeartbeatCompleted(TimeSpan took) => throw new NotImplementedException();
}
