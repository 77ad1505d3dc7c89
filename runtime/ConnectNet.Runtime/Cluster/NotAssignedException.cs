using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Only the worker that runs the connector or task can answer this request.</summary>
[ConnectName("org.apache.kafka.connect.runtime.distributed.NotAssignedException")]
internal sealed class NotAssignedException(string message, string? forwardUrl) : RequestTargetException(message, forwardUrl);
