using System.Buffers.Binary;
using System.Text;

namespace ConnectNet.Runtime.Kafka.Group;

/// <summary>
/// Reads Kafka's primitive types, big-endian; the counterpart of <see cref="WireWriter"/>. Text that ends too early throws an
/// <see cref="InvalidDataException"/>. Used by one thread.
/// </summary>
internal sealed class WireReader(ReadOnlyMemory<byte> data, bool flexible = false)
{
    private int _position;

    public int Remaining => data.Length - _position;

    public sbyte Int8() => (sbyte)Take(1)[0];

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public bool Bool() => Int8() != 0;

    public string? NullableString()
    {
        var length = Length(wide: false);
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length));
    }

    public string String() => NullableString() ?? "";

    public byte[]? NullableBytes()
    {
        var length = Length(wide: true);
        return length < 0 ? null : Take(length).ToArray();
    }

    public byte[] Bytes() => NullableBytes() ?? [];

    /// <summary>The number of elements that follow; -1 for a null array.</summary>
    public int Array() => Length(wide: true);

    /// <summary>Passes over the tagged fields that end a structure of a flexible version.</summary>
    public void Tags()
    {
        if (!flexible)
        {
            return;
        }

        for (var count = UnsignedVarint(); count > 0; count--)
        {
            UnsignedVarint();
            Take(checked((int)UnsignedVarint()));
        }
    }

    private int Length(bool wide)
    {
        if (flexible)
        {
            return checked((int)UnsignedVarint()) - 1;
        }

        return wide ? Int32() : Int16();
    }

    private uint UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Take(1)[0];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number in a Kafka message is longer than five bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
        {
            throw new InvalidDataException("A Kafka message ends too early.");
        }

        _position += count;
        return data.Span.Slice(_position - count, count);
    }
}
