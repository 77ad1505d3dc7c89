namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>What a leader needs to assign work.</summary>
/// <param name="LeaderId">Member id of the leader, which is this member.</param>
/// <param name="Protocol">The protocol the broker chose.</param>
/// <param name="Generation">The generation being formed.</param>
/// <param name="LastCompletedGeneration">The last one this member completed, or -1.</param>
/// <param name="Members">State of every member by member id.</param>
internal sealed record LeaderContext(
    string LeaderId,
    ConnectProtocolMode Protocol,
    int Generation,
    int LastCompletedGeneration,
    IReadOnlyDictionary<string, WorkerState> Members);
