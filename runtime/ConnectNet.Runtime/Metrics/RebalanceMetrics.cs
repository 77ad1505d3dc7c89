namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of group membership: of rebalances as the herder sees them, until its work runs, and of the group as its member sees it.
/// Standalone workers tell nothing and have none. Thread-safe.
/// </summary>
internal sealed class RebalanceMetrics(ConnectMetrics metrics)
{
    private readonly Lock _lock = new();
    private Series? _series;

    /// <summary>Once, before the first join.</summary>
    /// <param name="clientId">The group member's client id.</param>
    /// <param name="protocol"><c>EAGER</c>, <c>COMPATIBLE</c> or <c>SESSIONED</c>; until the group has chosen one, that preferred.</param>
    public void Enable(string clientId, string protocol)
    {
        lock (_lock)
        {
            if (_series is null)
            {
                _series = new Series(metrics, clientId) { Protocol = protocol };
                metrics.AddAppInfo(clientId);
            }
        }
    }

    /// <summary>The herder has a new assignment and acts upon it.</summary>
    public void RebalanceStarted() => With(static s => s.StartedAt ??= s.Time.GetTimestamp());

    /// <summary>All work of the assignment was started.</summary>
    public void RebalanceCompleted(int generation, string leaderUrl) => With(s =>
    {
        s.Epoch = generation;
        s.LeaderName = leaderUrl;
        var took = s.StartedAt is { } started ? s.Time.GetElapsedTime(started) : TimeSpan.Zero;
        s.StartedAt = null;
        s.CompletedAt = s.Time.GetTimestamp();
        s.Rebalances.Record(Math.Floor(took.TotalMilliseconds));
        s.Completed++;
    });

    /// <summary>What the member holds from now on.</summary>
    public void Assigned(int connectors, int tasks) => With(s => (s.Connectors, s.Tasks) = (connectors, tasks));

    public void JoinCompleted(TimeSpan took) => With(s => s.Joins.Record(took));

    public void SyncCompleted(TimeSpan took) => With(s => s.Syncs.Record(took));

    public void HeartbeatCompleted(TimeSpan took) => With(s => s.Heartbeats.Record(took));

    /// <summary>The member is stable again.</summary>
    /// <param name="took">Since its first attempt to join.</param>
    /// <param name="protocol">What the group has chosen.</param>
    public void GroupJoined(TimeSpan took, string protocol) => With(s =>
    {
        s.GroupRebalances.Record(took);
        s.Protocol = protocol;
    });

    /// <summary>An attempt to join or sync failed; the member tries again.</summary>
    public void RebalanceFailed() => With(static s => s.Failures.Record(1));

    private void With(Action<Series> change)
    {
        lock (_lock)
        {
            if (_series is not null)
            {
                change(_series);
            }
        }
    }

    private sealed class Series
    {
        public Series(ConnectMetrics metrics, string clientId)
        {
            Time = metrics.Time;
            var group = new MetricGroup(metrics, "kafka_connect_worker_rebalance_");
            Rebalances = group.MaxAndAverage("rebalance_max_time_ms", "rebalance_avg_time_ms");
            group.Text("connect_protocol", "connect_protocol", () => Protocol);
            group.Text("leader_name", "leader_name", () => LeaderName);
            group.Gauge("epoch", () => Epoch);
            group.Counter("completed_rebalances_total", () => Completed);
            group.Gauge("rebalancing", () => StartedAt is null ? 0 : 1);
            group.Gauge(
                "time_since_last_rebalance_ms",
                () => CompletedAt is { } at ? Math.Floor(Time.GetElapsedTime(at).TotalMilliseconds) : double.PositiveInfinity);

            var member = new MetricGroup(metrics, "kafka_connect_coordinator_", MetricLabels.Client(clientId));
            Joins = new TimedEvents(member, "join");
            Syncs = new TimedEvents(member, "sync");
            Heartbeats = new TimedEvents(member, "heartbeat");
            GroupRebalances = new TimedEvents(member, "rebalance");
            Failures = member.Sensor();
            member.Gauge("assigned_connectors", () => Connectors);
            member.Gauge("assigned_tasks", () => Tasks);
            member.Gauge("join_time_avg", () => Joins.Times.Average);
            member.Gauge("sync_time_avg", () => Syncs.Times.Average);
            member.Gauge("last_heartbeat_seconds_ago", () => Heartbeats.SecondsAgo);
            member.Gauge("rebalance_latency_avg", () => GroupRebalances.Times.Average);
            member.Counter("rebalance_latency_total", () => GroupRebalances.Times.Total);
            member.Counter("failed_rebalance_total", () => Failures.Total);
            member.Gauge("last_rebalance_seconds_ago", () => GroupRebalances.SecondsAgo);
        }

        public TimeProvider Time { get; }

        public Sensor Rebalances { get; }

        public TimedEvents Joins { get; }

        public TimedEvents Syncs { get; }

        public TimedEvents Heartbeats { get; }

        public TimedEvents GroupRebalances { get; }

        public Sensor Failures { get; }

        public required string Protocol { get; set; }

        public long? StartedAt { get; set; }

        public long? CompletedAt { get; set; }

        public int Epoch { get; set; }

        public string LeaderName { get; set; } = "";

        public int Connectors { get; set; }

        public int Tasks { get; set; }

        public int Completed { get; set; }
    }
}
