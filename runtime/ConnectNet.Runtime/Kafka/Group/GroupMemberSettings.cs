namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>How a worker takes part in its group; the values come from the worker's properties.</summary>
internal sealed record GroupMemberSettings
{
    public required string GroupId { get; init; }

    /// <summary>Advertised REST URL, with a slash at the end.</summary>
    public required string WorkerUrl { get; init; }

    public required string ClientId { get; init; }

    public ConnectProtocolMode Protocol { get; init; } = ConnectProtocolMode.Sessioned;

    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RebalanceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryBackoffMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>All worker properties: bootstrap servers, security, socket settings.</summary>
    public required IReadOnlyDictionary<string, string?> ClientProperties { get; init; }
}
