using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>The operator asked for something that cannot be; REST answers 400 with the message.</summary>
[ConnectName("org.apache.kafka.connect.runtime.rest.errors.BadRequestException")]
internal sealed class BadRequestException(string message, Exception? cause = null) : ConnectException(message, cause);
