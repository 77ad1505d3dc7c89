using System.Buffers.Binary;
using System.Text;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// Writes one protobuf message after another into a growing buffer: exactly what is said, zeros and empty texts included, because the server
/// reads an absent field as NULL. Not thread-safe.
/// </summary>
internal sealed class ProtoWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;

    /// <summary>Throws where a text has no UTF-8, rather than store another text.</summary>
    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] _buffer = new byte[4096];
    private int _length;

    public int Length => _length;

    public void Clear() => _length = 0;

    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    public void WriteInt64(int field, long value)
    {
        WriteTag(field, Varint);
        WriteVarint((ulong)value);
    }

    public void WriteBool(int field, bool value)
    {
        WriteTag(field, Varint);
        WriteVarint(value ? 1UL : 0);
    }

    public void WriteDouble(int field, double value)
    {
        WriteTag(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), value);
        _length += 8;
    }

    public void WriteBytes(int field, ReadOnlySpan<byte> value)
    {
        WriteTag(field, LengthDelimited);
        WriteVarint((ulong)value.Length);
        value.CopyTo(Reserve(value.Length));
        _length += value.Length;
    }

    /// <exception cref="ConversionException">The text holds half of a surrogate pair, which has no UTF-8.</exception>
    public void WriteText(int field, ReadOnlySpan<char> value)
    {
        WriteTag(field, LengthDelimited);
        try
        {
            var size = Utf8.GetByteCount(value);
            WriteVarint((ulong)size);
            _length += Utf8.GetBytes(value, Reserve(size));
        }
        catch (EncoderFallbackException)
        {
            throw new ConversionException("the text holds half of a surrogate pair, which BigQuery cannot store");
        }
    }

    /// <summary>Starts a nested message; <see cref="End"/> takes what this returns.</summary>
    public int Begin(int field)
    {
        WriteTag(field, LengthDelimited);
        return _length;
    }

    /// <summary>Ends a nested message: its length is put before it, now that it is known.</summary>
    public void End(int start)
    {
        var size = _length - start;
        var prefix = VarintSize((ulong)size);
        Reserve(prefix);
        Buffer.BlockCopy(_buffer, start, _buffer, start + prefix, size);
        _length = start;
        WriteVarint((ulong)size);
        _length += size;
    }

    private void WriteTag(int field, int wireType) => WriteVarint(((ulong)field << 3) | (uint)wireType);

    private void WriteVarint(ulong value)
    {
        var target = Reserve(10);
        var i = 0;
        while (value >= 0x80)
        {
            target[i++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[i++] = (byte)value;
        _length += i;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        return _buffer.AsSpan(_length);
    }

    private static int VarintSize(ulong value)
    {
        var size = 1;
        while ((value >>= 7) != 0)
        {
            size++;
        }

        return size;
    }
}
