using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>Checks values against schemas with Kafka's messages. No widening: an Int32 value does not fit an Int64 schema.</summary>
internal static class SchemaValidator
{
    /// <param name="schema">What the value must fit.</param>
    /// <param name="value">The value.</param>
    /// <param name="location">Where the value stands, such as <c>field: "f"</c>; null for a value of its own.</param>
    /// <exception cref="DataException">The value does not fit.</exception>
    public static void Validate(Schema schema, object? value, string? location)
    {
        if (value is null)
        {
            if (!schema.IsOptional)
            {
                throw new DataException($"Invalid value: null used for required {location ?? "value"}, schema type: {schema.Type.JavaName()}");
            }

            return;
        }

        if (!HasExpectedType(schema, value))
        {
            var name = schema.Name is null ? "" : $"\"{schema.Name}\" ";
            throw new DataException($"Invalid Java object for schema {name}with type {schema.Type.JavaName()}: "
                + $"class {JavaTypes.NameOf(value)} for {location ?? "value"}");
        }

        switch (schema.Type)
        {
            case SchemaType.Struct when !schema.Equals(((Struct)value).Schema):
                throw new DataException("Struct schemas do not match.");
            case SchemaType.Struct:
                ((Struct)value).Validate();
                break;
            case SchemaType.Array:
                ValidateElements(schema, (IReadOnlyList<object?>)value, location);
                break;
            case SchemaType.Map:
                ValidateEntries(schema, (ConnectMap)value, location);
                break;
        }
    }

    /// <summary>The one class whose values fit a schema, where nothing but the class has to be looked at; else null.</summary>
    public static Type? SimpleClassOf(Schema schema) => schema.Name switch
    {
        _ when schema.Type is SchemaType.Struct or SchemaType.Array or SchemaType.Map => null,
        LogicalTypes.DecimalName => typeof(BigDecimal),
        LogicalTypes.DateName or LogicalTypes.TimeName or LogicalTypes.TimestampName => typeof(EpochMillis),
        _ => schema.Type switch
        {
            SchemaType.Int8 => typeof(sbyte),
            SchemaType.Int16 => typeof(short),
            SchemaType.Int32 => typeof(int),
            SchemaType.Int64 => typeof(long),
            SchemaType.Float32 => typeof(float),
            SchemaType.Float64 => typeof(double),
            SchemaType.Boolean => typeof(bool),
            SchemaType.String => typeof(string),
            SchemaType.Bytes => typeof(byte[]),
            _ => null,
        },
    };

    /// <summary>The type that a class of value has without a schema; null for a class that has none (dates, decimals).</summary>
    public static SchemaType? TypeOf(object value) => value switch
    {
        sbyte => SchemaType.Int8,
        short => SchemaType.Int16,
        int => SchemaType.Int32,
        long => SchemaType.Int64,
        float => SchemaType.Float32,
        double => SchemaType.Float64,
        bool => SchemaType.Boolean,
        string => SchemaType.String,
        byte[] => SchemaType.Bytes,
        Struct => SchemaType.Struct,
        ConnectMap => SchemaType.Map,
        IReadOnlyList<object?> => SchemaType.Array,
        _ => null,
    };

    private static bool HasExpectedType(Schema schema, object value) => schema.Name switch
    {
        LogicalTypes.DecimalName => value is BigDecimal,
        LogicalTypes.DateName or LogicalTypes.TimeName or LogicalTypes.TimestampName => value is EpochMillis,
        _ => TypeOf(value) == schema.Type,
    };

    private static void ValidateElements(Schema schema, IReadOnlyList<object?> list, string? location)
    {
        var place = $"element of array {location ?? "value"}";
        if (schema.ValueSchema is not { } elementSchema)
        {
            throw new DataException($"No schema defined for {place}");
        }

        for (var i = 0; i < list.Count; i++)
        {
            Validate(elementSchema, list[i], place);
        }
    }

    private static void ValidateEntries(Schema schema, ConnectMap map, string? location)
    {
        var keyPlace = $"key of map {location ?? "value"}";
        var valuePlace = $"value of map {location ?? "value"}";
        var keySchema = schema.KeySchema ?? throw new DataException($"No schema defined for {keyPlace}");
        var valueSchema = schema.ValueSchema ?? throw new DataException($"No schema defined for {valuePlace}");
        foreach (var (key, value) in map)
        {
            Validate(keySchema, key, keyPlace);
            Validate(valueSchema, value, valuePlace);
        }
    }
}
