using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Converters;

/// <summary>Booleans as one byte, 1 or 0. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.BooleanConverter", "4.3.1")]
internal sealed class BooleanConverter : IConverter, IHeaderConverter
{
    /// <inheritdoc/>
    public ConfigDef Config => ConverterKeys.Only;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey) => Configure(ConverterKeys.WithType(config, isKey));

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config) => ConverterKeys.Only.Parse(config);

    /// <inheritdoc/>
    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => Write(schema, value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => Write(schema, value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static byte[]? Write(Schema? schema, object? value)
    {
        if (schema is { Type: not SchemaType.Boolean })
        {
            throw new DataException("Invalid schema type for BooleanConverter: " + schema.Type.JavaName());
        }

        return value switch
        {
            null => null,
            bool flag => [flag ? (byte)1 : (byte)0],
            _ => throw new DataException($"BooleanConverter is not compatible with objects of type class {JavaTypes.NameOf(value)}"),
        };
    }

    private static SchemaAndValue Read(byte[]? value)
    {
        var problem = value switch
        {
            null or [0] or [1] => null,
            [var other] => $"Unexpected byte received by BooleanDeserializer: {(sbyte)other}",
            _ => "Size of data received by BooleanDeserializer is not 1",
        };
        return problem is null
            ? new SchemaAndValue(Schema.OptionalBoolean, value is null ? null : value[0] == 1)
            : throw new DataException("Failed to deserialize boolean: ", new SerializationException(problem));
    }
}
