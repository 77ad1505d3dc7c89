using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A request that cannot be served whatever the state of the cluster.</summary>
[ConnectName("org.apache.kafka.connect.runtime.rest.errors.BadRequestException")]
internal sealed class BadRequestException(string? message, Exception? cause = null) : RestRequestException(400, 400, message, cause);
