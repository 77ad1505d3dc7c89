using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Kafka.Group;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a leader decided.</summary>
/// <param name="Assignments">What is sent, by member id.</param>
/// <param name="Owners">Who runs what from now on; null when the round failed.</param>
/// <param name="Balancing">To be passed to the next round.</param>
internal sealed record WorkAssignment(
    IReadOnlyDictionary<string, ConnectAssignment> Assignments, WorkOwners? Owners, BalancingState Balancing);

/// <summary>The REST URLs of the workers that run the connectors and tasks. Immutable.</summary>
internal sealed record WorkOwners(
    IReadOnlyDictionary<string, string> Connectors, IReadOnlyDictionary<ConnectorTaskId, string> Tasks);
