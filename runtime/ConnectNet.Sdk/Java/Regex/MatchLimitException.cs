namespace ConnectNet.Sdk.Java;

/// <summary>A match took more time or memory than allowed; the message goes on after the pattern.</summary>
internal sealed class MatchLimitException(string message) : Exception(message);
