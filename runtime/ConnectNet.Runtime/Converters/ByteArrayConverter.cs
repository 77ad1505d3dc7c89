using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Converters;

/// <summary>Passes bytes through. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.converters.ByteArrayConverter", "4.3.1")]
internal sealed class ByteArrayConverter : IConverter, IHeaderConverter
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
    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => new(Schema.OptionalBytes, value);

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => Write(schema, value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => new(Schema.OptionalBytes, value);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static byte[]? Write(Schema? schema, object? value)
    {
        if (schema is { Type: not SchemaType.Bytes })
        {
            throw new DataException("Invalid schema type for ByteArrayConverter: " + schema.Type.JavaName());
        }

        return value is null or byte[]
            ? (byte[]?)value
            : throw new DataException($"ByteArrayConverter is not compatible with objects of type class {JavaTypes.NameOf(value)}");
    }
}
