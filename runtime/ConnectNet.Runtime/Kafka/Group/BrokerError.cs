namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>The error codes of Kafka's protocol that a group member or a fencing worker acts on.</summary>
internal enum BrokerError : short
{
    None = 0,
    RequestTimedOut = 7,
    NetworkException = 13,
    CoordinatorLoadInProgress = 14,
    CoordinatorNotAvailable = 15,
    NotCoordinator = 16,
    IllegalGeneration = 22,
    InconsistentGroupProtocol = 23,
    InvalidGroupId = 24,
    UnknownMemberId = 25,
    InvalidSessionTimeout = 26,
    RebalanceInProgress = 27,
    GroupAuthorizationFailed = 30,
    ClusterAuthorizationFailed = 31,
    UnsupportedSaslMechanism = 33,
    IllegalSaslState = 34,
    UnsupportedVersion = 35,
    ConcurrentTransactions = 51,
    TransactionalIdAuthorizationFailed = 53,
    SaslAuthenticationFailed = 58,
    MemberIdRequired = 79,
    GroupMaxSizeReached = 81,
    FencedInstanceId = 82,
}
