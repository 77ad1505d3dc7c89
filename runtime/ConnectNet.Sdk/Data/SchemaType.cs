namespace ConnectNet.Sdk.Data;

/// <summary>The kinds of value a <see cref="Schema"/> can describe, in Kafka Connect's order.</summary>
public enum SchemaType
{
    /// <summary>8-bit signed integer, <see cref="sbyte"/>.</summary>
    Int8,

    /// <summary>16-bit signed integer, <see cref="short"/>.</summary>
    Int16,

    /// <summary>32-bit signed integer, <see cref="int"/>.</summary>
    Int32,

    /// <summary>64-bit signed integer, <see cref="long"/>.</summary>
    Int64,

    /// <summary>32-bit floating point, <see cref="float"/>.</summary>
    Float32,

    /// <summary>64-bit floating point, <see cref="double"/>.</summary>
    Float64,

    /// <summary><see cref="bool"/>.</summary>
    Boolean,

    /// <summary><see cref="string"/>.</summary>
    String,

    /// <summary><see cref="byte"/> array.</summary>
    Bytes,

    /// <summary><see cref="IReadOnlyList{T}"/> of values of one schema.</summary>
    Array,

    /// <summary><see cref="ConnectMap"/> with keys and values of one schema each.</summary>
    Map,

    /// <summary><see cref="Data.Struct"/> with ordered fields.</summary>
    Struct,
}

/// <summary>Names of schema types.</summary>
public static class SchemaTypes
{
    /// <summary>The upper-case name that messages show, such as <c>INT32</c>.</summary>
    public static string JavaName(this SchemaType type) => type switch
    {
        SchemaType.Int8 => "INT8",
        SchemaType.Int16 => "INT16",
        SchemaType.Int32 => "INT32",
        SchemaType.Int64 => "INT64",
        SchemaType.Float32 => "FLOAT32",
        SchemaType.Float64 => "FLOAT64",
        SchemaType.Boolean => "BOOLEAN",
        SchemaType.String => "STRING",
        SchemaType.Bytes => "BYTES",
        SchemaType.Array => "ARRAY",
        SchemaType.Map => "MAP",
        _ => "STRUCT",
    };

    /// <summary>The type that a value has without a schema, by its class.</summary>
    /// <returns>Null for classes that have none: dates, decimals and all that is no Connect value.</returns>
    public static SchemaType? Of(object value) => SchemaValidator.TypeOf(value);

    /// <summary>Whether values of this type are neither arrays, maps nor structs.</summary>
    public static bool IsPrimitive(this SchemaType type) => type < SchemaType.Array;
}
