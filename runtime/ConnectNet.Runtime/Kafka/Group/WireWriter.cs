using System.Buffers.Binary;
using System.Text;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Writes Kafka's primitive types, big-endian, into a growing buffer. <c>flexible</c> chooses the compact forms of newer request versions.
/// Used by one thread.
/// </summary>
internal sealed class WireWriter(bool flexible = false)
{
    private byte[] _buffer = new byte[256];
    private int _length;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public byte[] ToArray() => Written.ToArray();

    public void Int8(sbyte value) => Reserve(1)[0] = (byte)value;

    public void Int16(short value) => BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);

    public void Int32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void Int64(long value) => BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);

    public void Bool(bool value) => Int8(value ? (sbyte)1 : (sbyte)0);

    /// <summary>A string, or null where the field may be null.</summary>
    public void String(string? value)
    {
        if (value is null)
        {
            NullLength(wide: false);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Length(length, wide: false);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    /// <summary>Bytes, or null where the field may be null.</summary>
    public void Bytes(byte[]? value)
    {
        if (value is null)
        {
            NullLength(wide: true);
            return;
        }

        Length(value.Length, wide: true);
        value.CopyTo(Reserve(value.Length));
    }

    /// <summary>The number of elements that follow; -1 for a null array.</summary>
    public void Array(int count)
    {
        if (count < 0)
        {
            NullLength(wide: true);
        }
        else
        {
            Length(count, wide: true);
        }
    }

    /// <summary>The empty list of tagged fields that ends every structure of a flexible version.</summary>
    public void Tags()
    {
        if (flexible)
        {
            Int8(0);
        }
    }

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    private void Length(int length, bool wide)
    {
        if (flexible)
        {
            UnsignedVarint((uint)length + 1);
        }
        else if (wide)
        {
            Int32(length);
        }
        else
        {
            Int16(checked((short)length));
        }
    }

    private void NullLength(bool wide)
    {
        if (flexible)
        {
            UnsignedVarint(0);
        }
        else if (wide)
        {
            Int32(-1);
        }
        else
        {
            Int16(-1);
        }
    }

    private void UnsignedVarint(uint value)
    {
        while (value >= 0x80)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (_length + count > _buffer.Length)
        {
            System.Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
        }

        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
