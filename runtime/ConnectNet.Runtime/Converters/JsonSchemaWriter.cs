using System.Text.Json;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>Writes schemas as the JSON that envelopes carry; members in Java's order. Stateless.</summary>
internal static class JsonSchemaWriter
{
    /// <summary>The JSON of a schema.</summary>
    public static byte[] Write(Schema schema, JsonConverterConfig config) =>
        JavaJson.Write((schema, config), static (writer, s) => Write(writer, s.schema, s.config, field: null));

    private static void Write(Utf8JsonWriter writer, Schema? schema, JsonConverterConfig config, string? field)
    {
        if (schema is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("type", TypeName(schema.Type));
        WriteInner(writer, schema, config);
        writer.WriteBoolean("optional", schema.IsOptional);
        if (schema.Name is not null)
        {
            writer.WriteString("name", schema.Name);
        }

        if (schema.Version is { } version)
        {
            writer.WriteNumber("version", version);
        }

        if (schema.Doc is not null)
        {
            writer.WriteString("doc", schema.Doc);
        }

        if (schema.Parameters is not null)
        {
            writer.WriteStartObject("parameters");
            foreach (var (name, value) in schema.Parameters)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        if (schema.DefaultValue is not null)
        {
            writer.WritePropertyName("default");
            new JsonWritePlan(schema, config).Write(writer, schema.DefaultValue);
        }

        if (field is not null)
        {
            writer.WriteString("field", field);
        }

        writer.WriteEndObject();
    }

    private static void WriteInner(Utf8JsonWriter writer, Schema schema, JsonConverterConfig config)
    {
        switch (schema.Type)
        {
            case SchemaType.Array:
                writer.WritePropertyName("items");
                Write(writer, schema.ValueSchema, config, field: null);
                break;
            case SchemaType.Map:
                writer.WritePropertyName("keys");
                Write(writer, schema.KeySchema, config, field: null);
                writer.WritePropertyName("values");
                Write(writer, schema.ValueSchema, config, field: null);
                break;
            case SchemaType.Struct:
                writer.WriteStartArray("fields");
                foreach (var field in schema.Fields)
                {
                    Write(writer, field.Schema, config, field.Name);
                }

                writer.WriteEndArray();
                break;
        }
    }

    private static string TypeName(SchemaType type) => type switch
    {
        SchemaType.Float32 => "float",
        SchemaType.Float64 => "double",
        _ => type.JavaName().ToLowerInvariant(),
    };
}
