using System.Security.Cryptography;
using System.Text;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Names a configured credential without showing it. Another client or another refresh token in the configuration is another credential,
/// for which nothing is saved yet. Immutable.
/// </summary>
internal sealed record CredentialId(string Platform, string Hash)
{
    private const int HashBytes = 16;

    public static CredentialId Of(string platform, string? clientId, string refreshToken)
    {
        var text = $"connectnet credential\n{clientId?.Length ?? 0}\n{clientId}\n{refreshToken}";
        return new(platform, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes)));
    }

    /// <summary>The source partition of what is saved under it.</summary>
    public OrderedDictionary<string, object?> ToPartition() => new() { ["platform"] = Platform, ["credential"] = Hash };
}
