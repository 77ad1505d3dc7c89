namespace ConnectNet.Runtime.Cluster;

/// <summary>How a worker signed a request to its leader; the herder judges it.</summary>
/// <param name="Body">The raw body, empty for none.</param>
/// <param name="Algorithm">Header <see cref="AlgorithmHeader"/>, or null.</param>
/// <param name="Signature">Header <see cref="SignatureHeader"/>, base64, or null.</param>
internal sealed record InternalRequestSignature(byte[] Body, string? Algorithm, string? Signature)
{
    public const string SignatureHeader = "X-Connect-Authorization";
    public const string AlgorithmHeader = "X-Connect-Request-Signature-Algorithm";
}
