namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The requests of Kafka's protocol that this worker sends itself, or asks brokers about.</summary>
internal enum ApiKey : short
{
    Metadata = 3,
    FindCoordinator = 10,
    JoinGroup = 11,
    Heartbeat = 12,
    LeaveGroup = 13,
    SyncGroup = 14,
    SaslHandshake = 17,
    ApiVersions = 18,
    CreateTopics = 19,
    InitProducerId = 22,
    DescribeConfigs = 32,
    SaslAuthenticate = 36,
}
