using System.Buffers;
using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Converters;

/// <summary>
/// Keys, values and headers as JSON, with or without an envelope that carries the schema. Writing puts the remembered schema part in
/// front of the payload; reading compares a document's beginning with the last one's, and only on a difference looks at the schema. One
/// instance serves one task, on its thread; its buffer is reused.
/// </summary>
[ConnectName("org.apache.kafka.connect.json.JsonConverter", "4.3.1")]
internal sealed class JsonConverter : IConverter, IHeaderConverter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private Utf8JsonWriter? _writer;
    private JsonConverterConfig? _config;
    private JsonSchemas? _schemas;
    private JsonEnvelopeReader? _reader;

    /// <inheritdoc/>
    public ConfigDef Config => JsonConverterConfig.Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey) => Configure(ConverterKeys.WithType(config, isKey));

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        _config = new JsonConverterConfig(config);
        _schemas = new JsonSchemas(_config);
        _reader = new JsonEnvelopeReader(_config, _schemas);
        _writer = new Utf8JsonWriter(_buffer, JavaJson.WriterOptions);
    }

    /// <inheritdoc/>
    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => Write(schema, value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => Write(schema, value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    private byte[]? Write(Schema? schema, object? value)
    {
        if (schema is null && value is null)
        {
            return null;
        }

        var written = schema is null ? null : _schemas!.ForWriting(schema);
        _buffer.ResetWrittenCount();
        if (_config!.SchemasEnabled)
        {
            _buffer.Write(written is null ? "{\"schema\":null,\"payload\":"u8 : written.EnvelopeStart);
        }

        _writer!.Reset(_buffer);
        if (written is null)
        {
            SchemalessJson.WriteAsJava(_writer, value);
        }
        else
        {
            written.Plan.Write(_writer, value);
        }

        _writer.Flush();
        if (_config.SchemasEnabled)
        {
            _buffer.Write("}"u8);
        }

        return _buffer.WrittenSpan.ToArray();
    }

    private SchemaAndValue Read(byte[]? value)
    {
        if (value is null)
        {
            return SchemaAndValue.Null;
        }

        try
        {
            return _reader!.Read(value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ReadAgain(value);
        }
    }

    /// <summary>What the strict reader refuses Jackson may take; its own words explain what it refuses too.</summary>
    private SchemaAndValue ReadAgain(byte[] value)
    {
        try
        {
            return JacksonText.Normalize(value) is { } normal ? _reader!.Read(normal) : _reader!.ReadMissing();
        }
        catch (JacksonException e)
        {
            throw new DataException(
                "Converting byte[] to Kafka Connect data failed due to serialization error: ", new SerializationException(null, e));
        }
    }
}
