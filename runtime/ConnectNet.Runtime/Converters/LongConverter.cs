using System.Buffers.Binary;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>64-bit integers as 8 bytes. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.LongConverter", "4.3.1")]
internal sealed class LongConverter : NumberConverter<long>
{
    /// <summary>Creates the converter.</summary>
    public LongConverter()
        : base("long", "LongDeserializer", Schema.OptionalInt64, sizeof(long))
    {
    }

    /// <inheritdoc/>
    protected override void Encode(Span<byte> bytes, long number) => BinaryPrimitives.WriteInt64BigEndian(bytes, number);

    /// <inheritdoc/>
    protected override long Decode(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64BigEndian(bytes);
}
