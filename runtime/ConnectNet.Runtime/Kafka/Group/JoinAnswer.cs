namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>A coordinator's answer to a join; members and their metadata are given to the leader only.</summary>
internal sealed record JoinAnswer(
    BrokerError Error, int Generation, string? Protocol, string Leader, string MemberId, IReadOnlyDictionary<string, byte[]> Members);
