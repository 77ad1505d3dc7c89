namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// The series of group membership, from what the herder tells. Standalone workers tell nothing and have none. Thread-safe.
/// </summary>
internal sealed class RebalanceMetrics(ConnectMetrics metrics)
{
    private readonly Lock _lock = new();
    private Series? _series;

    /// <summary>Once, before the first join.</summary>
    /// <param name="clientId">The group member's client id.</param>
    /// <param name="protocol"><c>EAGER</c>, <c>COMPATIBLE</c> or <c>SESSIONED</c>.</param>
    public void Enable(string clientId, string protocol)
    {
        lock (_lock)
        {
            if (_series is null)
            {
                _series = new Series(metrics, clientId, protocol);
                metrics.AddAppInfo(clientId);
            }
        }
    }

    /// <summary>The worker gave up its assignment or starts to join.</summary>
    public void RebalanceStarted() => With(static s => s.StartedAt ??= s.Time.GetTimestamp());

    /// <summary>The worker has an assignment again.</summary>
    public void RebalanceCompleted(int generation, string leaderUrl, int connectors, int tasks) => With(s =>
    {
        s.Epoch = generation;
        s.LeaderName = leaderUrl;
        s.Connectors = connectors;
        s.Tasks = tasks;
        var took = s.StartedAt is { } started ? s.Time.GetElapsedTime(started) : TimeSpan.Zero;
        s.StartedAt = null;
        s.CompletedAt = s.Time.GetTimestamp();
        s.Rebalances.Record(Math.Floor(took.TotalMilliseconds));
        s.Completed++;
    });

    public void RebalanceFailed() => With(static s => s.Failed++);

    public void JoinCompleted(TimeSpan took) => With(s => s.Record(s.Joins, took));

    public void SyncCompleted(TimeSpan took) => With(s => s.Record(s.Syncs, took));

    public void HeartbeatCompleted(TimeSpan took) => With(s =>
    {
        s.Record(s.Heartbeats, took);
        s.HeartbeatAt = s.Time.GetTimestamp();
    });

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
        private readonly Dictionary<Sensor, long> _counts = [];

        public Series(ConnectMetrics metrics, string clientId, string protocol)
        {
            Time = metrics.Time;
            var group = new MetricGroup(metrics, "kafka_connect_worker_rebalance_");
            Rebalances = group.MaxAndAverage("rebalance_max_time_ms", "rebalance_avg_time_ms");
            group.Text("connect_protocol", "connect_protocol", () => protocol, MetricKind.Untyped);
            group.Text("leader_name", "leader_name", () => LeaderName, MetricKind.Untyped);
            group.Gauge("epoch", () => Epoch);
            group.Counter("completed_rebalances_total", () => Completed);
            group.Gauge("rebalancing", () => StartedAt is null ? 0 : 1);
            group.Gauge(
                "time_since_last_rebalance_ms",
                () => CompletedAt is { } at ? Math.Floor(Time.GetElapsedTime(at).TotalMilliseconds) : double.PositiveInfinity);

            var member = new MetricGroup(metrics, "kafka_connect_coordinator_", MetricLabels.Client(clientId));
            Joins = member.Sensor();
            Syncs = member.Sensor();
            Heartbeats = member.Sensor();
            member.Gauge("assigned_connectors", () => Connectors);
            member.Gauge("assigned_tasks", () => Tasks);
            member.Counter("heartbeat_total", () => Count(Heartbeats));
            member.Counter("join_total", () => Count(Joins));
            member.Gauge("join_time_avg", () => Joins.Average);
            member.Counter("sync_total", () => Count(Syncs));
            member.Gauge("sync_time_avg", () => Syncs.Average);
            member.Gauge("last_heartbeat_seconds_ago", () => SecondsSince(HeartbeatAt));
            member.Gauge("rebalance_latency_avg", () => Rebalances.Average);
            member.Counter("rebalance_latency_total", () => Rebalances.Total);
            member.Counter("rebalance_total", () => Completed);
            member.Counter("failed_rebalance_total", () => Failed);
            member.Gauge("last_rebalance_seconds_ago", () => SecondsSince(CompletedAt));
        }

        public TimeProvider Time { get; }

        public Sensor Rebalances { get; }

        public Sensor Joins { get; }

        public Sensor Syncs { get; }

        public Sensor Heartbeats { get; }

        public long? StartedAt { get; set; }

        public long? CompletedAt { get; set; }

        public long? HeartbeatAt { get; set; }

        public int Epoch { get; set; }

        public string LeaderName { get; set; } = "";

        public int Connectors { get; set; }

        public int Tasks { get; set; }

        public int Completed { get; set; }

        public int Failed { get; set; }

        public void Record(Sensor sensor, TimeSpan took)
        {
            sensor.Record(took.TotalMilliseconds);
            _counts[sensor] = Count(sensor) + 1;
        }

        private long Count(Sensor sensor) => _counts.GetValueOrDefault(sensor);

        private double SecondsSince(long? at) => at is { } then ? Math.Floor(Time.GetElapsedTime(then).TotalSeconds) : -1;
    }
}
