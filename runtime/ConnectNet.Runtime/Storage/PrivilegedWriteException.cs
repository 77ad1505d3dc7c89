using ConnectNet.Sdk;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Storage;

/// <summary>A leader's transactional write failed; its write privileges are gone until it claims them again.</summary>
[ConnectName("org.apache.kafka.connect.storage.PrivilegedWriteException")]
internal sealed class PrivilegedWriteException(string message, Exception? cause = null) : ConnectException(message, cause);
