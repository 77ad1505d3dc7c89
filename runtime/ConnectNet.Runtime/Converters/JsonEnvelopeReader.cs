using System.Text;
using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Converters;

/// <summary>
/// Reads documents with and without envelope. The bytes before the payload of the last envelope are remembered: a document that begins
/// with them has the same schema. Used by one thread.
/// </summary>
internal sealed class JsonEnvelopeReader
{
    private const string EnvelopeError =
        "JsonConverter with schemas.enable requires \"schema\" and \"payload\" fields and may not contain additional fields."
        + " If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter configuration.";

    private readonly JsonConverterConfig _config;
    private readonly JsonSchemas _schemas;
    private readonly JsonSchemas.ReadSchema? _fixed;
    private readonly JsonNames _names = new();
    private byte[] _lastStart = [];
    private JsonSchemas.ReadSchema? _last;

    /// <exception cref="DataException"><c>schema.content</c> is no schema.</exception>
    public JsonEnvelopeReader(JsonConverterConfig config, JsonSchemas schemas)
    {
        _config = config;
        _schemas = schemas;
        _fixed = string.IsNullOrEmpty(config.SchemaContent) || ParseContent(config.SchemaContent) is not { Schema: not null } content ? null : content;
    }

    /// <summary>Reads a document of strict JSON; text after its first value is ignored.</summary>
    /// <exception cref="JsonException">It is no strict JSON.</exception>
    /// <exception cref="InvalidOperationException">A string is broken.</exception>
    /// <exception cref="DataException">It does not fit its schema.</exception>
    public SchemaAndValue Read(byte[] document)
    {
        if (!_config.SchemasEnabled)
        {
            return new SchemaAndValue(null, SchemalessJson.ReadStrict(document, _names));
        }

        if (_fixed is not null)
        {
            return new SchemaAndValue(_fixed.Schema, ReadPayload(_fixed, document, 0, out _));
        }

        if (_last is not null && document.AsSpan().StartsWith(_lastStart))
        {
            var value = ReadPayload(_last, document, _lastStart.Length, out var end);
            if (EndsAt(document, end))
            {
                return new SchemaAndValue(_last.Schema, value);
            }
        }

        return ReadEnvelope(document);
    }

    /// <summary>What a document without any value reads as.</summary>
    /// <exception cref="DataException">There has to be a value.</exception>
    public SchemaAndValue ReadMissing()
    {
        if (!_config.SchemasEnabled)
        {
            return SchemaAndValue.Null;
        }

        return _fixed is null ? throw new DataException(EnvelopeError) : new SchemaAndValue(_fixed.Schema, _fixed.Plan?.ReadMissing());
    }

    private object? ReadPayload(JsonSchemas.ReadSchema schema, byte[] document, int start, out int end)
    {
        var reader = new Utf8JsonReader(document.AsSpan(start), JsonTokens.ReaderOptions);
        reader.Read();
        if (start == 0)
        {
            JsonTokens.CheckRootNumber(ref reader, document);
        }

        var value = schema.Plan is null ? SchemalessJson.Read(ref reader, _names) : schema.Plan.Read(ref reader);
        end = start + (int)reader.BytesConsumed;
        return value;
    }

    /// <summary>Whether the envelope ends after the payload.</summary>
    private static bool EndsAt(byte[] document, int end)
    {
        var rest = document.AsSpan(end).TrimStart(" \t\r\n"u8);
        return rest.Length > 0 && rest[0] == '}';
    }

    private SchemaAndValue ReadEnvelope(byte[] document)
    {
        var reader = new Utf8JsonReader(document, JsonTokens.ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            throw new DataException(EnvelopeError);
        }

        Range? schema = null;
        var payload = -1;
        var members = 0;
        var others = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isSchema = reader.ValueTextEquals("schema"u8);
            var isPayload = reader.ValueTextEquals("payload"u8);
            others |= !isSchema && !isPayload;
            members++;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            schema = isSchema ? start..(int)reader.BytesConsumed : schema;
            payload = isPayload ? start : payload;
        }

        if (others || schema is null || payload < 0)
        {
            throw new DataException(EnvelopeError);
        }

        var found = _schemas.ForReading(document.AsMemory(schema.Value));
        if (members == 2 && payload > schema.Value.Start.Value)
        {
            _lastStart = document[..payload];
            _last = found;
        }

        return new SchemaAndValue(found.Schema, ReadPayload(found, document, payload, out _));
    }

    private JsonSchemas.ReadSchema ParseContent(string json)
    {
        try
        {
            var normal = JacksonText.Normalize(Encoding.UTF8.GetBytes(json));
            return normal is null ? throw new DataException("Schema must contain 'type' field") : _schemas.ForReading(normal);
        }
        catch (JacksonException e)
        {
            throw new DataException(
                "Failed to parse schema in converter config due to serialization error: ", new SerializationException(null, e));
        }
    }
}
