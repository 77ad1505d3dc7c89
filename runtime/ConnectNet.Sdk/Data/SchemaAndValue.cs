namespace ConnectNet.Sdk.Data;

/// <summary>A value with its schema.</summary>
/// <param name="Schema">The schema, or null for a schemaless value.</param>
/// <param name="Value">The value, or null.</param>
public readonly record struct SchemaAndValue(Schema? Schema, object? Value)
{
    /// <summary>No value and no schema.</summary>
    public static SchemaAndValue Null => default;
}
