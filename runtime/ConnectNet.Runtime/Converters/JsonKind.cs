using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>How a schema's values look in JSON: its type, or its logical type.</summary>
internal enum JsonKind
{
    Int8,
    Int16,
    Int32,
    Int64,
    Float32,
    Float64,
    Boolean,
    String,
    Bytes,
    Array,

    /// <summary>A map with string keys: an object.</summary>
    StringMap,

    /// <summary>Any other map: an array of pairs.</summary>
    PairMap,
    Struct,
    Decimal,
    Date,
    Time,
    Timestamp,
}

/// <summary>Kinds of schemas and values. Stateless.</summary>
internal static class JsonKinds
{
    /// <summary>The kind of a schema; logical types are recognised by name alone.</summary>
    public static JsonKind Of(Schema schema) => schema.Name switch
    {
        LogicalTypes.DecimalName => JsonKind.Decimal,
        LogicalTypes.DateName => JsonKind.Date,
        LogicalTypes.TimeName => JsonKind.Time,
        LogicalTypes.TimestampName => JsonKind.Timestamp,
        _ => schema.Type switch
        {
            SchemaType.Int8 => JsonKind.Int8,
            SchemaType.Int16 => JsonKind.Int16,
            SchemaType.Int32 => JsonKind.Int32,
            SchemaType.Int64 => JsonKind.Int64,
            SchemaType.Float32 => JsonKind.Float32,
            SchemaType.Float64 => JsonKind.Float64,
            SchemaType.Boolean => JsonKind.Boolean,
            SchemaType.String => JsonKind.String,
            SchemaType.Bytes => JsonKind.Bytes,
            SchemaType.Array => JsonKind.Array,
            SchemaType.Struct => JsonKind.Struct,
            _ => schema.KeySchema?.Type == SchemaType.String ? JsonKind.StringMap : JsonKind.PairMap,
        },
    };
}
