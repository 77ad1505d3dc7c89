using System.Security.Cryptography;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>The MACs of internal requests, under Java's names, and the making of their keys. Stateless.</summary>
internal static class RequestSignatures
{
    /// <summary>Whether the platform has a MAC of this name; Java's names are case-insensitive.</summary>
    public static bool IsKnown(string algorithm) => Hash(algorithm) is not null;

    /// <summary>Signs a body with a key.</summary>
    /// <exception cref="NotSupportedException">The platform has no such MAC.</exception>
    public static byte[] Sign(string algorithm, SessionKey key, byte[] body) =>
        CryptographicOperations.HmacData(Known(algorithm), key.Key, body);

    /// <summary>Whether a signature is that of a body; takes the same time wherever they differ.</summary>
    public static bool IsValid(string algorithm, SessionKey key, byte[] body, byte[] signature) =>
        CryptographicOperations.FixedTimeEquals(Sign(algorithm, key, body), signature);

    /// <summary>Makes a random key.</summary>
    /// <param name="algorithm">Java's name of the key's MAC.</param>
    /// <param name="bits">Size, or null for the size of the MAC.</param>
    public static byte[] GenerateKey(string algorithm, int? bits) => RandomNumberGenerator.GetBytes(KeyBytes(algorithm, bits));

    /// <summary>Length in bytes of a generated key.</summary>
    public static int KeyBytes(string algorithm, int? bits) => bits is { } size ? (size + 7) / 8 : Known(algorithm).Name switch
    {
        // Java's generators of keys default to the block size for MD5 and SHA-1, to the length of the hash for the others.
        "MD5" or "SHA1" => 64,
        "SHA384" or "SHA3-384" => 48,
        "SHA512" or "SHA3-512" => 64,
        _ => 32,
    };

    private static HashAlgorithmName Known(string algorithm) =>
        Hash(algorithm) ?? throw new NotSupportedException($"Algorithm {algorithm} not available");

    private static HashAlgorithmName? Hash(string algorithm) => algorithm.ToUpperInvariant() switch
    {
        "HMACSHA256" => HashAlgorithmName.SHA256,
        "HMACSHA384" => HashAlgorithmName.SHA384,
        "HMACSHA512" => HashAlgorithmName.SHA512,
        "HMACSHA1" => HashAlgorithmName.SHA1,
        "HMACMD5" => HashAlgorithmName.MD5,
        "HMACSHA3-256" => HashAlgorithmName.SHA3_256,
        "HMACSHA3-384" => HashAlgorithmName.SHA3_384,
        "HMACSHA3-512" => HashAlgorithmName.SHA3_512,
        _ => null,
    };
}
