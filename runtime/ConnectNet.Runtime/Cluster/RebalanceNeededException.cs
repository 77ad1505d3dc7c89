using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Cluster;

/// <summary>A change that this worker has read needs a rebalance first; what it knows of the cluster may be outdated.</summary>
[ConnectName("org.apache.kafka.connect.runtime.distributed.RebalanceNeededException")]
internal sealed class RebalanceNeededException(string message) : ConnectException(message);
