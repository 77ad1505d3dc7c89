using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Converters;

/// <summary>Numbers of one type as big-endian bytes; the value's class decides when writing, not the schema. Stateless.</summary>
/// <typeparam name="T">The number type.</typeparam>
[ConnectName("org.apache.kafka.connect.converters.NumberConverter")]
internal abstract class NumberConverter<T> : IConverter, IHeaderConverter
    where T : struct
{
    private readonly string _typeName;
    private readonly string _deserializer;
    private readonly Schema _schema;
    private readonly int _size;

    /// <param name="typeName">The type in messages, such as <c>integer</c>.</param>
    /// <param name="deserializer">Java's deserializer in messages.</param>
    /// <param name="schema">Schema of what is read.</param>
    /// <param name="size">Bytes of a number.</param>
    protected NumberConverter(string typeName, string deserializer, Schema schema, int size)
    {
        _typeName = typeName;
        _deserializer = deserializer;
        _schema = schema;
        _size = size;
    }

    /// <inheritdoc/>
    public ConfigDef Config => ConverterKeys.Only;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey) => Configure(ConverterKeys.WithType(config, isKey));

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config) => ConverterKeys.Only.Parse(config);

    /// <inheritdoc/>
    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => Write(value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => Write(value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Writes a number into exactly its bytes.</summary>
    protected abstract void Encode(Span<byte> bytes, T number);

    /// <summary>Reads a number from exactly its bytes.</summary>
    protected abstract T Decode(ReadOnlySpan<byte> bytes);

    private byte[]? Write(object? value)
    {
        if (value is null)
        {
            return null;
        }

        if (value is not T number)
        {
            throw new DataException($"Failed to serialize to {_typeName} (was class {JavaTypes.NameOf(value)}): ");
        }

        var bytes = new byte[_size];
        Encode(bytes, number);
        return bytes;
    }

    private SchemaAndValue Read(byte[]? value)
    {
        if (value is not null && value.Length != _size)
        {
            throw new DataException(
                $"Failed to deserialize {_typeName}: ", new SerializationException($"Size of data received by {_deserializer} is not {_size}"));
        }

        return new SchemaAndValue(_schema, value is null ? null : Decode(value));
    }
}
