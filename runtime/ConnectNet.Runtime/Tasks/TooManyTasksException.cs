using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>A connector generated more task configs than <c>tasks.max</c> allows; retrying does not help.</summary>
[ConnectName("org.apache.kafka.connect.runtime.TooManyTasksException")]
internal sealed class TooManyTasksException(string connector, int tasks, int maxTasks) : ConnectException(
    $"The connector {connector} has generated {tasks} tasks, which is greater than {maxTasks}, the maximum number of tasks it is configured to "
    + "create. This behaviour should be considered a bug and is disallowed. If necessary, it can be permitted by reconfiguring the connector "
    + "with 'tasks.max.enforce' set to false; however, this option will be removed in a future release of Kafka Connect.");
