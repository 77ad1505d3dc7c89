using System.Buffers.Binary;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>32-bit integers as 4 bytes. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.IntegerConverter", "4.3.1")]
internal sealed class IntegerConverter : NumberConverter<int>
{
    /// <summary>Creates the converter.</summary>
    public IntegerConverter()
        : base("integer", "IntegerDeserializer", Schema.OptionalInt32, sizeof(int))
    {
    }

    /// <inheritdoc/>
    protected override void Encode(Span<byte> bytes, int number) => BinaryPrimitives.WriteInt32BigEndian(bytes, number);

    /// <inheritdoc/>
    protected override int Decode(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes);
}
