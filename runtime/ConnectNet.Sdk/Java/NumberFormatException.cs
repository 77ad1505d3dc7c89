namespace ConnectNet.Sdk.Java;

/// <summary>A text is no number, or none of the range wanted; traces and error headers show it under Java's name.</summary>
/// <param name="message">What is wrong, in Java's words.</param>
[ConnectName("java.lang.NumberFormatException")]
public sealed class NumberFormatException(string message) : FormatException(message);
