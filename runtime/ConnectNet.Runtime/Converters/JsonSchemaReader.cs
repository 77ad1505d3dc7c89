using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Converters;

/// <summary>Reads schemas from the JSON of envelopes; unknown members are ignored. Stateless; results are cached by the caller.</summary>
internal static class JsonSchemaReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonTokens.ReaderOptions.MaxDepth };

    /// <summary>The schema, or null for the JSON null.</summary>
    /// <exception cref="DataException">The JSON is no schema.</exception>
    public static Schema? Read(ReadOnlyMemory<byte> json, JsonConverterConfig config)
    {
        using var document = JsonDocument.Parse(json, Options);
        return Read(document.RootElement, config);
    }

    private static Schema? Read(JsonElement json, JsonConverterConfig config)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (Member(json, "type") is not { ValueKind: JsonValueKind.String } type)
        {
            throw new DataException("Schema must contain 'type' field");
        }

        var builder = Start(type.GetString()!, json, config);
        if (Member(json, "optional") is { ValueKind: JsonValueKind.True })
        {
            builder.Optional();
        }

        if (Text(json, "name") is { } name)
        {
            builder.Name(name);
        }

        if (Member(json, "version") is { ValueKind: JsonValueKind.Number } version)
        {
            var reader = Reader(version);
            if (JsonTokens.IsIntegral(reader.ValueSpan))
            {
                builder.Version(unchecked((int)JsonTokens.Integer(ref reader)));
            }
        }

        if (Text(json, "doc") is { } doc)
        {
            builder.Doc(doc);
        }

        ReadParameters(json, builder);
        if (Member(json, "default") is { } value)
        {
            var reader = Reader(value);
            builder.Default(new JsonReadPlan(builder.Build(), config).Read(ref reader));
        }

        return builder.Build();
    }

    private static SchemaBuilder Start(string type, JsonElement json, JsonConverterConfig config) => type switch
    {
        "boolean" => new SchemaBuilder(SchemaType.Boolean),
        "int8" => new SchemaBuilder(SchemaType.Int8),
        "int16" => new SchemaBuilder(SchemaType.Int16),
        "int32" => new SchemaBuilder(SchemaType.Int32),
        "int64" => new SchemaBuilder(SchemaType.Int64),
        "float" => new SchemaBuilder(SchemaType.Float32),
        "double" => new SchemaBuilder(SchemaType.Float64),
        "bytes" => new SchemaBuilder(SchemaType.Bytes),
        "string" => new SchemaBuilder(SchemaType.String),
        "array" => StartArray(json, config),
        "map" => StartMap(json, config),
        "struct" => StartStruct(json, config),
        _ => throw new DataException("Unknown schema type: " + type),
    };

    private static SchemaBuilder StartArray(JsonElement json, JsonConverterConfig config) =>
        Member(json, "items") is { ValueKind: not JsonValueKind.Null } items
            ? SchemaBuilder.Array(Read(items, config)!)
            : throw new DataException("Array schema did not specify the element type");

    private static SchemaBuilder StartMap(JsonElement json, JsonConverterConfig config)
    {
        var keys = Member(json, "keys") ?? throw new DataException("Map schema did not specify the key type");
        var values = Member(json, "values") ?? throw new DataException("Map schema did not specify the value type");
        return SchemaBuilder.Map(
            Read(keys, config) ?? throw new SchemaBuilderException("keySchema cannot be null."),
            Read(values, config) ?? throw new SchemaBuilderException("valueSchema cannot be null."));
    }

    private static SchemaBuilder StartStruct(JsonElement json, JsonConverterConfig config)
    {
        if (Member(json, "fields") is not { ValueKind: JsonValueKind.Array } fields)
        {
            throw new DataException("Struct schema's \"fields\" argument is not an array.");
        }

        var builder = SchemaBuilder.Struct();
        foreach (var field in fields.EnumerateArray())
        {
            var name = Text(field, "field") ?? throw new DataException("Struct schema's field name not specified properly");
            builder.Field(name, Read(field, config)!);
        }

        return builder;
    }

    private static void ReadParameters(JsonElement json, SchemaBuilder builder)
    {
        if (Member(json, "parameters") is not { ValueKind: JsonValueKind.Object } parameters)
        {
            return;
        }

        var seen = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in parameters.EnumerateObject())
        {
            seen[parameter.Name] = parameter.Value.ValueKind == JsonValueKind.String
                ? parameter.Value.GetString()!
                : throw new DataException("Schema parameters must have string values.");
        }

        builder.Parameters(seen);
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static Utf8JsonReader Reader(JsonElement json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json.GetRawText()), JsonTokens.ReaderOptions);
        reader.Read();
        return reader;
    }
}
