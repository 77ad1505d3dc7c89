using System.Globalization;
using System.Text.Json.Nodes;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// Reads and writes schemas, values and records in the notation of the vectors that Kafka's own classes answered; DataOracle.java explains
/// it.
/// </summary>
internal static class VectorNotation
{
    public static Schema? ReadSchema(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonValue text:
                var name = text.GetValue<string>();
                return name.EndsWith('?') ? Builder(name[..^1]).Optional().Build() : Builder(name).Build();
        }

        var builder = (string)node["type"]! switch
        {
            "struct" => WithFields(SchemaBuilder.Struct(), node["fields"]!.AsArray()),
            "array" => SchemaBuilder.Array(ReadSchema(node["items"])!),
            "map" => SchemaBuilder.Map(ReadSchema(node["keys"])!, ReadSchema(node["values"])!),
            var type => Builder(type),
        };
        builder = (bool?)node["optional"] == true ? builder.Optional() : builder;
        builder = node["name"] is { } n ? builder.Name((string)n!) : builder;
        builder = node["version"] is { } v ? builder.Version((int)v) : builder;
        builder = node["doc"] is { } d ? builder.Doc((string)d!) : builder;
        builder.Parameters(node["parameters"]?.AsObject().Select(p => KeyValuePair.Create(p.Key, (string)p.Value!)));
        return (node["default"] is { } value ? builder.Default(ReadValue(value, builder.Build())) : builder).Build();
    }

    public static JsonNode? WriteSchema(Schema? schema)
    {
        if (schema is null)
        {
            return null;
        }

        var node = new JsonObject
        {
            ["type"] = schema.Type switch
            {
                SchemaType.Float32 => "float32",
                SchemaType.Float64 => "float64",
                _ => schema.Type.JavaName().ToLowerInvariant(),
            },
        };
        AddAttributes(node, schema);
        switch (schema.Type)
        {
            case SchemaType.Struct:
                node["fields"] = new JsonArray([.. schema.Fields.Select(f => new JsonArray(f.Name, WriteSchema(f.Schema)))]);
                break;
            case SchemaType.Map:
                node["keys"] = WriteSchema(schema.KeySchema);
                node["values"] = WriteSchema(schema.ValueSchema);
                break;
            case SchemaType.Array:
                node["items"] = WriteSchema(schema.ValueSchema);
                break;
        }

        return node;
    }

    public static object? ReadValue(JsonNode? node, Schema? schema)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonArray list:
                return list.Select(e => ReadValue(e, schema?.ValueSchema)).ToList();
            case JsonObject map when map["map"] is JsonArray entries:
                var result = new ConnectMap();
                foreach (var entry in entries)
                {
                    result[ReadValue(entry![0], schema?.KeySchema)!] = ReadValue(entry[1], schema?.ValueSchema);
                }

                return result;
            case JsonObject data:
                var value = new Struct(data.ContainsKey("schema") ? ReadSchema(data["schema"])! : schema!);
                foreach (var (name, field) in data["struct"]!.AsObject())
                {
                    value.Put(name, ReadValue(field, value.Schema.Field(name)!.Schema));
                }

                return value;
            default:
                return ReadScalar((string)node!);
        }
    }

    public static JsonNode? WriteValue(object? value) => value switch
    {
        null => null,
        ConnectMap map => new JsonObject
        {
            ["map"] = new JsonArray([.. map.InJavaOrder().Select(e => new JsonArray(WriteValue(e.Key), WriteValue(e.Value)))]),
        },
        Struct data => new JsonObject
        {
            ["struct"] = new JsonObject(data.Schema.Fields.Select(f => KeyValuePair.Create(f.Name, WriteValue(data.GetWithoutDefault(f))))),
        },
        byte[] bytes => "b:" + Convert.ToBase64String(bytes),
        IReadOnlyList<object?> list => new JsonArray([.. list.Select(WriteValue)]),
        sbyte => "i8:" + Values.JavaText(value),
        short => "i16:" + Values.JavaText(value),
        int => "i32:" + Values.JavaText(value),
        long => "i64:" + Values.JavaText(value),
        float => "f32:" + Values.JavaText(value),
        double => "f64:" + Values.JavaText(value),
        bool => "bool:" + Values.JavaText(value),
        BigDecimal => "dec:" + Values.JavaText(value),
        EpochMillis time => "date:" + time.Value.ToString(CultureInfo.InvariantCulture),
        _ => "s:" + Values.JavaText(value),
    };

    public static ConnectRecord ReadRecord(JsonNode node)
    {
        var keySchema = ReadSchema(node["keySchema"]);
        var valueSchema = ReadSchema(node["valueSchema"]);
        var topic = (string?)node["topic"] ?? "t";
        var headers = ConnectHeaders.Empty;
        foreach (var header in node["headers"]?.AsArray() ?? [])
        {
            var schema = ReadSchema(header![1]);
            headers = headers.Add((string)header[0]!, ReadValue(header[2], schema), schema);
        }

        ConnectRecord record = node["offset"] is { } offset
            ? new SinkRecord { Topic = topic, Offset = (long)offset, OriginalTopic = topic, OriginalPartition = 0, Partition = (int?)node["partition"] ?? 0 }
            : new SourceRecord
            {
                Topic = topic,
                Partition = (int?)node["partition"],
                SourcePartition = new Dictionary<string, object?>(),
                SourceOffset = new Dictionary<string, object?>(),
            };
        return record with
        {
            KeySchema = keySchema,
            Key = ReadValue(node["key"], keySchema),
            ValueSchema = valueSchema,
            Value = ReadValue(node["value"], valueSchema),
            Timestamp = (long?)node["timestamp"],
            Headers = headers,
        };
    }

    public static JsonNode? WriteRecord(ConnectRecord? record) => record is null ? null : new JsonObject
    {
        ["topic"] = record.Topic,
        ["partition"] = record.Partition,
        ["keySchema"] = WriteSchema(record.KeySchema),
        ["key"] = WriteValue(record.Key),
        ["valueSchema"] = WriteSchema(record.ValueSchema),
        ["value"] = WriteValue(record.Value),
        ["timestamp"] = record.Timestamp,
        ["headers"] = new JsonArray([.. record.Headers.Select(h => new JsonArray(h.Key, WriteSchema(h.Schema), WriteValue(h.Value)))]),
    };

    private static void AddAttributes(JsonObject node, Schema schema)
    {
        if (schema.IsOptional)
        {
            node["optional"] = true;
        }

        if (schema.Name is not null)
        {
            node["name"] = schema.Name;
        }

        if (schema.Version is not null)
        {
            node["version"] = schema.Version;
        }

        if (schema.Doc is not null)
        {
            node["doc"] = schema.Doc;
        }

        if (schema.Parameters is not null)
        {
            node["parameters"] = new JsonObject(schema.Parameters.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        }

        if (schema.DefaultValue is not null)
        {
            node["default"] = WriteValue(schema.DefaultValue);
        }
    }

    private static SchemaBuilder WithFields(SchemaBuilder builder, JsonArray fields)
    {
        foreach (var field in fields)
        {
            builder.Field((string)field![0]!, ReadSchema(field[1])!);
        }

        return builder;
    }

    private static SchemaBuilder Builder(string type) => type switch
    {
        "Date" => LogicalTypes.DateBuilder(),
        "Time" => LogicalTypes.TimeBuilder(),
        "Timestamp" => LogicalTypes.TimestampBuilder(),
        "float" => new SchemaBuilder(SchemaType.Float32),
        "double" => new SchemaBuilder(SchemaType.Float64),
        _ when type.StartsWith("Decimal:", StringComparison.Ordinal) => LogicalTypes.DecimalBuilder(int.Parse(type[8..], CultureInfo.InvariantCulture)),
        _ => new SchemaBuilder(Enum.Parse<SchemaType>(type, ignoreCase: true)),
    };

    private static object ReadScalar(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var value = text[(colon + 1)..];
        return text[..colon] switch
        {
            "i8" => sbyte.Parse(value, CultureInfo.InvariantCulture),
            "i16" => short.Parse(value, CultureInfo.InvariantCulture),
            "i32" => int.Parse(value, CultureInfo.InvariantCulture),
            "i64" => long.Parse(value, CultureInfo.InvariantCulture),
            "f32" => float.Parse(value, CultureInfo.InvariantCulture),
            "f64" => double.Parse(value, CultureInfo.InvariantCulture),
            "bool" => value == "true",
            "b" => Convert.FromBase64String(value),
            "dec" => BigDecimal.Parse(value),
            "date" => new EpochMillis(long.Parse(value, CultureInfo.InvariantCulture)),
            _ => value,
        };
    }
}
