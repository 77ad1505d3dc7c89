using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// A <c>HashMap&lt;byte[],byte[]&gt;</c> in Java's object serialization, which is how a standalone worker keeps offsets in a file. Pure
/// functions.
/// </summary>
internal static class JavaHashMapFile
{
    private const ushort Magic = 0xACED;
    private const ushort StreamVersion = 5;
    private const byte Null = 0x70;
    private const byte Reference = 0x71;
    private const byte ClassDescription = 0x72;
    private const byte Object = 0x73;
    private const byte Array = 0x75;
    private const byte BlockData = 0x77;
    private const byte EndBlockData = 0x78;
    private const int FirstHandle = 0x7E0000;
    private const ulong HashMapVersion = 0x0507DAC1C31660D1;
    private const ulong ByteArrayVersion = 0xACF317F8060854E0;
    private const byte WritesItself = 0x03;
    private const byte Serializable = 0x02;

    public static byte[] Write(IReadOnlyCollection<KeyValuePair<byte[], byte[]>> entries)
    {
        var capacity = 16;
        while (entries.Count > capacity * 3 / 4)
        {
            capacity *= 2;
        }

        var output = new Writer();
        output.Int16(Magic);
        output.Int16(StreamVersion);
        output.Int8(Object);
        output.Class("java.util.HashMap", HashMapVersion, WritesItself, ["FloadFactor", "Ithreshold"]);
        output.Int32(BitConverter.SingleToInt32Bits(0.75f));
        output.Int32(entries.Count == 0 ? 0 : capacity * 3 / 4);
        output.Int8(BlockData);
        output.Int8(8);
        output.Int32(capacity);
        output.Int32(entries.Count);
        var described = false;
        foreach (var (key, value) in entries)
        {
            output.Bytes(key, ref described);
            output.Bytes(value, ref described);
        }

        output.Int8(EndBlockData);
        return output.ToArray();
    }

    /// <summary>Reads a map; entries with a null key or value are left out.</summary>
    /// <exception cref="InvalidDataException">The bytes are something else.</exception>
    public static IReadOnlyList<KeyValuePair<byte[], byte[]>> Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new Reader(bytes);
        if (reader.Int16() != Magic || reader.Int16() != StreamVersion)
        {
            throw new InvalidDataException("it does not begin as a Java object stream");
        }

        reader.Expect(Object);
        var name = reader.Class();
        if (name != "java.util.HashMap")
        {
            throw new InvalidDataException("Expected HashMap but found " + name);
        }

        reader.AddHandle(null);
        reader.Int32();
        reader.Int32();
        reader.Expect(BlockData);
        reader.Expect(8);
        reader.Int32();
        var count = reader.Int32();
        var entries = new List<KeyValuePair<byte[], byte[]>>();
        for (; count > 0; count--)
        {
            var key = reader.Bytes();
            var value = reader.Bytes();
            if (key is not null && value is not null)
            {
                entries.Add(new(key, value));
            }
        }

        return entries;
    }

    private sealed class Writer
    {
        private readonly ArrayBufferWriter<byte> _stream = new();

        public byte[] ToArray() => _stream.WrittenSpan.ToArray();

        public void Int8(byte value) => _stream.Write([value]);

        public void Int16(ushort value)
        {
            Span<byte> bytes = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
            _stream.Write(bytes);
        }

        public void Int32(int value)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            _stream.Write(bytes);
        }

        public void Class(string name, ulong version, byte flags, IReadOnlyList<string> fields)
        {
            Int8(ClassDescription);
            Text(name);
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, version);
            _stream.Write(bytes);
            Int8(flags);
            Int16((ushort)fields.Count);
            foreach (var field in fields)
            {
                Int8((byte)field[0]);
                Text(field[1..]);
            }

            Int8(EndBlockData);
            Int8(Null);
        }

        public void Bytes(byte[] value, ref bool described)
        {
            Int8(Array);
            if (described)
            {
                // The map's class and the map have the first two handles, the array class the third.
                Int8(Reference);
                Int32(FirstHandle + 2);
            }
            else
            {
                Class("[B", ByteArrayVersion, Serializable, []);
                described = true;
            }

            Int32(value.Length);
            _stream.Write(value);
        }

        private void Text(string text)
        {
            Int16((ushort)text.Length);
            _stream.Write(Encoding.ASCII.GetBytes(text));
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private readonly List<object?> _handles = [];
        private int _position = 0;

        public ushort Int16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

        public void AddHandle(object? value) => _handles.Add(value);

        public void Expect(byte value)
        {
            var found = Take(1)[0];
            if (found != value)
            {
                throw new InvalidDataException("a byte " + found + " stands where " + value + " belongs, before byte " + _position);
            }
        }

        /// <summary>A class description; its name.</summary>
        public string Class()
        {
            var tag = Take(1)[0];
            if (tag == Reference)
            {
                return (string)Handle()!;
            }

            if (tag != ClassDescription)
            {
                throw new InvalidDataException("a class description is missing before byte " + _position);
            }

            var name = Text();
            Take(8);
            AddHandle(name);
            Take(1);
            for (var fields = Int16(); fields > 0; fields--)
            {
                Take(1);
                Text();
            }

            Expect(EndBlockData);
            Expect(Null);
            return name;
        }

        public byte[]? Bytes()
        {
            var tag = Take(1)[0];
            switch (tag)
            {
                case Null:
                    return null;
                case Reference:
                    return (byte[]?)Handle();
                case Array when Class() is var name:
                    if (name != "[B")
                    {
                        throw new InvalidDataException("an array of class " + name + " stands where bytes belong");
                    }

                    var place = _handles.Count;
                    AddHandle(null);
                    var bytes = Take(Int32()).ToArray();
                    _handles[place] = bytes;
                    return bytes;
                default:
                    throw new InvalidDataException("a byte array is missing before byte " + _position);
            }
        }

        private object? Handle()
        {
            var handle = Int32() - FirstHandle;
            return handle >= 0 && handle < _handles.Count
                ? _handles[handle]
                : throw new InvalidDataException("a reference leads nowhere before byte " + _position);
        }

        private string Text() => Encoding.UTF8.GetString(Take(Int16()));

        private ReadOnlySpan<byte> Take(int count)
        {
            if (count < 0 || count > _bytes.Length - _position)
            {
                throw new InvalidDataException("it ends too early");
            }

            _position += count;
            return _bytes.Slice(_position - count, count);
        }
    }
}
