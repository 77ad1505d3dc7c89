using System.Buffers.Binary;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>16-bit integers as 2 bytes. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.ShortConverter", "4.3.1")]
internal sealed class ShortConverter : NumberConverter<short>
{
    /// <summary>Creates the converter.</summary>
    public ShortConverter()
        : base("short", "ShortDeserializer", Schema.OptionalInt16, sizeof(short))
    {
    }

    /// <inheritdoc/>
    protected override void Encode(Span<byte> bytes, short number) => BinaryPrimitives.WriteInt16BigEndian(bytes, number);

    /// <inheritdoc/>
    protected override short Decode(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt16BigEndian(bytes);
}
