using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ConnectNet.Runtime.Configuration;

/// <summary>
/// A key store in Java's own format, JKS: certificates to trust, and keys with their certificates. Keys stay encrypted until one is asked
/// for. Immutable; the certificates belong to whoever takes them.
/// </summary>
internal sealed class JavaKeyStore
{
    private const uint Magic = 0xFEEDFEED;
    private const int DigestSize = 20;
    private const string Protection = "1.3.6.1.4.1.42.2.17.1.1";

    private readonly List<(byte[] Encrypted, X509Certificate2Collection Chain)> _keys = [];
    private readonly X509Certificate2Collection _trusted = [];

    private JavaKeyStore()
    {
    }

    /// <summary>What the store trusts: its certificates, and as in Java the owners of its keys.</summary>
    public X509Certificate2Collection Trusted => [.. _trusted, .. _keys.Select(key => key.Chain[0])];

    /// <summary>Whether a file with this content is such a store.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content) => content.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(content) == Magic;

    /// <summary>Reads a store.</summary>
    /// <param name="content">The file.</param>
    /// <param name="password">Checks that the store is whole; null or empty takes it as it is, as Java does.</param>
    /// <exception cref="CryptographicException">The store is damaged, or the password is another.</exception>
    public static JavaKeyStore Read(byte[] content, string? password)
    {
        if (!string.IsNullOrEmpty(password))
        {
            CheckDigest(content, password);
        }

        var store = new JavaKeyStore();
        var reader = new Cursor(content.AsSpan(0, content.Length - DigestSize));
        reader.UInt32();
        var version = reader.UInt32();
        for (var count = reader.UInt32(); count > 0; count--)
        {
            var isKey = reader.UInt32() == 1;
            reader.Text();
            reader.Bytes(8);
            if (isKey)
            {
                var encrypted = reader.Sized().ToArray();
                var chain = new X509Certificate2Collection();
                for (var length = reader.UInt32(); length > 0; length--)
                {
                    chain.Add(Certificate(ref reader, version));
                }

                store._keys.Add((encrypted, chain));
            }
            else
            {
                store._trusted.Add(Certificate(ref reader, version));
            }
        }

        return store;
    }

    /// <summary>The store's first key, with its certificate; null where there is none.</summary>
    /// <param name="password">Of the key, which may differ from the store's.</param>
    /// <param name="chain">Gets the certificates between the key's and its authority.</param>
    public X509Certificate2? Key(string password, X509Certificate2Collection chain)
    {
        if (_keys.Count == 0)
        {
            return null;
        }

        var (encrypted, certificates) = _keys[0];
        chain.AddRange(certificates.Skip(1).ToArray());
        var key = Decrypt(encrypted, password);
        using var rsa = RSA.Create();
        if (certificates[0].GetRSAPublicKey() is not null)
        {
            rsa.ImportPkcs8PrivateKey(key, out _);
            return certificates[0].CopyWithPrivateKey(rsa);
        }

        using var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(key, out _);
        return certificates[0].CopyWithPrivateKey(curve);
    }

    private static X509Certificate2 Certificate(ref Cursor reader, uint version)
    {
        if (version == 2)
        {
            reader.Text();
        }

        return X509CertificateLoader.LoadCertificate(reader.Sized());
    }

    private static void CheckDigest(byte[] content, string password)
    {
        byte[] salted = [.. Characters(password), .. "Mighty Aphrodite"u8, .. content.AsSpan(0, content.Length - DigestSize)];
        if (!Digest(salted).AsSpan().SequenceEqual(content.AsSpan(content.Length - DigestSize)))
        {
            throw new CryptographicException("Keystore was tampered with, or password was incorrect");
        }
    }

    // A stream of digests, each over the password and the digest before, covers the key; the first is over a salt.
    private static byte[] Decrypt(byte[] encrypted, string password)
    {
        var info = new AsnReader(encrypted, AsnEncodingRules.DER).ReadSequence();
        var algorithm = info.ReadSequence().ReadObjectIdentifier();
        if (algorithm != Protection)
        {
            throw new CryptographicException($"The key is protected by algorithm {algorithm}, which JKS stores do not use.");
        }

        var data = info.ReadOctetString().AsSpan();
        var characters = Characters(password);
        var key = data[DigestSize..^DigestSize].ToArray();
        var digest = data[..DigestSize].ToArray();
        for (var i = 0; i < key.Length; i++)
        {
            if (i % DigestSize == 0)
            {
                digest = Digest([.. characters, .. digest]);
            }

            key[i] ^= digest[i % DigestSize];
        }

        return Digest([.. characters, .. key]).AsSpan().SequenceEqual(data[^DigestSize..])
            ? key
            : throw new CryptographicException("Cannot recover key: its password is another one");
    }

    [SuppressMessage("Security", "CA5350", Justification = "The format's digest; what it protects was written long ago.")]
    private static byte[] Digest(ReadOnlySpan<byte> data) => SHA1.HashData(data);

    private static byte[] Characters(string password) => Encoding.BigEndianUnicode.GetBytes(password);

    /// <summary>Reads Java's binary notation from front to back.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

        public void Text() => Bytes(BinaryPrimitives.ReadUInt16BigEndian(Bytes(2)));

        public ReadOnlySpan<byte> Sized() => Bytes((int)Math.Min(UInt32(), int.MaxValue));

        public ReadOnlySpan<byte> Bytes(int count)
        {
            if (count > _rest.Length)
            {
                throw new CryptographicException("The store ends too early.");
            }

            var bytes = _rest[..count];
            _rest = _rest[count..];
            return bytes;
        }
    }
}
