namespace ConnectNet.Runtime.Storage;

/// <summary>Compares byte arrays by content, for maps keyed by offset keys.</summary>
internal sealed class ByteContent : IEqualityComparer<byte[]>
{
    public static readonly ByteContent Comparer = new();

    public bool Equals(byte[]? x, byte[]? y) => x is null ? y is null : y is not null && x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj)
    {
        var hash = default(HashCode);
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
