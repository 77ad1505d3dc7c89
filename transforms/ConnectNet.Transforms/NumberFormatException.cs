using ConnectNet.Sdk;

namespace ConnectNet.Transforms;

/// <summary>A text is no number, or none of the range wanted; traces show it under Java's name.</summary>
[ConnectName("java.lang.NumberFormatException")]
internal sealed class NumberFormatException(string message) : FormatException(message);
