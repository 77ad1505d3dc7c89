using System.Buffers.Binary;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>64-bit floating point numbers as 8 bytes. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.DoubleConverter", "4.3.1")]
internal sealed class DoubleConverter : NumberConverter<double>
{
    /// <summary>Creates the converter.</summary>
    public DoubleConverter()
        : base("double", "Deserializer", Schema.OptionalFloat64, sizeof(double))
    {
    }

    /// <inheritdoc/>
    protected override void Encode(Span<byte> bytes, double number) => BinaryPrimitives.WriteDoubleBigEndian(bytes, number);

    /// <inheritdoc/>
    protected override double Decode(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadDoubleBigEndian(bytes);
}
