using Confluent.Kafka;

namespace ConnectNet.Runtime.Kafka;

/// <summary>Which errors of librdkafka and the brokers are Java's RetriableException.</summary>
internal static class KafkaErrors
{
    public static bool IsRetriable(Error error) => !error.IsFatal && error.Code is
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.Local_MsgTimedOut
        or ErrorCode.Local_TimedOutQueue or ErrorCode.Local_QueueFull or ErrorCode.Local_Resolve
        or ErrorCode.RequestTimedOut or ErrorCode.LeaderNotAvailable or ErrorCode.NotLeaderForPartition
        or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable or ErrorCode.NetworkException or ErrorCode.NotEnoughReplicas
        or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.UnknownTopicOrPart or ErrorCode.InvalidMsg
        or ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup
        or ErrorCode.KafkaStorageError or ErrorCode.NotController or ErrorCode.ConcurrentTransactions
        or ErrorCode.FencedLeaderEpoch or ErrorCode.UnknownLeaderEpoch or ErrorCode.ThrottlingQuotaExceeded or ErrorCode.UnknownTopicId;
}
