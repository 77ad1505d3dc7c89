using System.Text;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Converters;

/// <summary>
/// The schemas a converter has met, with what was worked out for them: by schema for writing, by JSON for reading. A full cache starts
/// anew. Used by one thread.
/// </summary>
internal sealed class JsonSchemas(JsonConverterConfig config)
{
    private readonly Dictionary<Schema, Written> _written = [];
    private readonly Dictionary<string, ReadSchema> _read = new(StringComparer.Ordinal);
    private Written? _lastWritten;

    /// <summary>How values of a schema are written.</summary>
    public Written ForWriting(Schema schema)
    {
        if (ReferenceEquals(_lastWritten?.Schema, schema))
        {
            return _lastWritten!;
        }

        if (!_written.TryGetValue(schema, out var written))
        {
            MakeRoom(_written);
            written = new Written(schema, config);
            _written.Add(schema, written);
        }

        return _lastWritten = ReferenceEquals(written.Schema, schema) ? written : written with { Schema = schema };
    }

    /// <summary>The schema that a piece of JSON describes.</summary>
    /// <exception cref="DataException">It describes none.</exception>
    public ReadSchema ForReading(ReadOnlyMemory<byte> json)
    {
        var text = Encoding.Latin1.GetString(json.Span);
        if (!_read.TryGetValue(text, out var read))
        {
            MakeRoom(_read);
            var schema = JsonSchemaReader.Read(json, config);
            read = new ReadSchema(schema, schema is null ? null : new JsonReadPlan(schema, config));
            _read.Add(text, read);
        }

        return read;
    }

    private void MakeRoom<TKey, TValue>(Dictionary<TKey, TValue> cache)
        where TKey : notnull
    {
        if (cache.Count >= Math.Max(1, config.CacheSize))
        {
            cache.Clear();
        }
    }

    /// <summary>A schema that was read.</summary>
    /// <param name="Schema">The schema; null for schemaless payloads.</param>
    /// <param name="Plan">How its payloads are read; null for schemaless payloads.</param>
    internal sealed record ReadSchema(Schema? Schema, JsonReadPlan? Plan);

    /// <summary>A schema that is written.</summary>
    internal sealed record Written
    {
        public Written(Schema schema, JsonConverterConfig config)
        {
            Schema = schema;
            Plan = new JsonWritePlan(schema, config);
            EnvelopeStart = config.SchemasEnabled
                ? [.. "{\"schema\":"u8, .. JsonSchemaWriter.Write(schema, config), .. ",\"payload\":"u8]
                : [];
        }

        /// <summary>The schema object met last.</summary>
        public Schema Schema { get; init; }

        /// <summary>How its values are written.</summary>
        public JsonWritePlan Plan { get; }

        /// <summary>The envelope up to the payload; empty where there are no envelopes.</summary>
        public byte[] EnvelopeStart { get; }
    }
}
