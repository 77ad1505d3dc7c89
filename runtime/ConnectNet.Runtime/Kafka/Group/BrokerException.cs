using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>A broker refused a request for good, or cannot be used as configured.</summary>
[ConnectName("org.apache.kafka.common.KafkaException")]
internal sealed class BrokerException(BrokerError error, string message, Exception? cause = null) : KafkaException(message, cause)
{
    public BrokerError Error { get; } = error;

    /// <summary>The error with the text a Java client shows for it.</summary>
    public static BrokerException Of(BrokerError error, string groupId) => new(error, error switch
    {
        BrokerError.InconsistentGroupProtocol =>
            "The group member's supported protocols are incompatible with those of existing members or first group member tried to "
            + "join with empty protocol type or empty protocol list.",
        BrokerError.InvalidGroupId => "The group id is invalid.",
        BrokerError.InvalidSessionTimeout =>
            "The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and "
            + "group.max.session.timeout.ms).",
        BrokerError.GroupAuthorizationFailed => "Not authorized to access group: " + groupId,
        BrokerError.GroupMaxSizeReached => "Consumer group " + groupId + " already has the configured maximum number of members.",
        BrokerError.UnsupportedVersion => "The version of API is not supported.",
        BrokerError.TransactionalIdAuthorizationFailed => "The transactional id used by " + groupId + " is not authorized to produce messages",
        _ => "Unexpected error from the group coordinator: " + error,
    });
}
