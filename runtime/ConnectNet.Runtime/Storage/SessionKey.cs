namespace ConnectNet.Runtime.Storage;

/// <summary>The secret with which workers sign requests to their leader; the leader makes it and writes it to the config topic.</summary>
/// <param name="Key">Raw key bytes; never logged.</param>
/// <param name="Algorithm">Java's name of the MAC algorithm, such as <c>HmacSHA256</c>.</param>
/// <param name="CreationTimestamp">When it was made, in milliseconds since 1970.</param>
internal sealed record SessionKey(byte[] Key, string Algorithm, long CreationTimestamp)
{
    public override string ToString() => "SessionKey { Algorithm = " + Algorithm + ", CreationTimestamp = " + CreationTimestamp + " }";
}
