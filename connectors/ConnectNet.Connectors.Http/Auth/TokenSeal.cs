using System.Security.Cryptography;
using System.Text;

namespace ConnectNet.Connectors.Http.Auth;

/// <summary>
/// Encrypts a refresh token for a place that others can read: AES-GCM, with a key derived from a secret of the configuration and bound to
/// the credential. Immutable; thread safe.
/// </summary>
internal sealed class TokenSeal
{
    private const int KeyBytes = 32;

    private readonly byte[] _key;
    private readonly byte[] _credential;

    /// <param name="secret">The client's secret; for a client that has none, the configured refresh token.</param>
    /// <param name="credential">What the token belongs to.</param>
    public TokenSeal(string secret, CredentialId credential)
    {
        _credential = Encoding.UTF8.GetBytes($"{credential.Platform}\n{credential.Hash}");
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeyBytes, _credential, "connectnet refresh token"u8.ToArray());
    }

    public string Close(string token)
    {
        var plain = Encoding.UTF8.GetBytes(token);
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, _credential);
        return Convert.ToBase64String(sealedBytes);
    }

    /// <returns>Null when it was closed with another secret, or changed since.</returns>
    public string? Open(string text)
    {
        try
        {
            var sealedBytes = Convert.FromBase64String(text);
            if (sealedBytes.Length < AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize)
            {
                return null;
            }

            var (nonce, tag, cipher) = Parts(sealedBytes);
            var plain = new byte[cipher.Length];
            using var aes = new AesGcm(_key, AesGcm.TagByteSizes.MaxSize);
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, _credential);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception error) when (error is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> bytes) => (
        bytes[..AesGcm.NonceByteSizes.MaxSize],
        bytes.Slice(AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize),
        bytes[(AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize)..]);
}
