namespace ConnectNet.Sdk.Configuration;

/// <summary>A file does not hold text in the encoding that it must have; the message names file, place and cure, and shows nothing of the content.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">What the decoder said, or null.</param>
public sealed class TextEncodingException(string message, Exception? cause = null) : IOException(message, cause);
