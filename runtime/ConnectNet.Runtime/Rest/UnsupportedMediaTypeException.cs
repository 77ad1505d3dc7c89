using ConnectNet.Sdk;

namespace ConnectNet.Runtime.Rest;

/// <summary>A body came without a header that says what it is.</summary>
[ConnectName("jakarta.ws.rs.NotSupportedException")]
internal sealed class UnsupportedMediaTypeException() : Exception("HTTP 415 Unsupported Media Type");
