using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Cluster;

/// <summary>Where Java stumbles over a missing value: clients see its text.</summary>
[ConnectName("java.lang.NullPointerException")]
internal sealed class JavaNullPointerException(string message) : Exception(message);
