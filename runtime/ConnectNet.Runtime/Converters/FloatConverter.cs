using System.Buffers.Binary;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>32-bit floating point numbers as 4 bytes. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.FloatConverter", "4.3.1")]
internal sealed class FloatConverter : NumberConverter<float>
{
    /// <summary>Creates the converter.</summary>
    public FloatConverter()
        : base("float", "Deserializer", Schema.OptionalFloat32, sizeof(float))
    {
    }

    /// <inheritdoc/>
    protected override void Encode(Span<byte> bytes, float number) => BinaryPrimitives.WriteSingleBigEndian(bytes, number);

    /// <inheritdoc/>
    protected override float Decode(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadSingleBigEndian(bytes);
}
