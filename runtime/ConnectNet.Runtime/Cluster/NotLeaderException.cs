using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Only the leader can answer this request.</summary>
[ConnectName("org.apache.kafka.connect.runtime.distributed.NotLeaderException")]
internal sealed class NotLeaderException(string message, string? forwardUrl) : RequestTargetException(message, forwardUrl);
