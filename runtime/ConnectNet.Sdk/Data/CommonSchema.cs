namespace ConnectNet.Sdk.Data;

/// <summary>Finds the schema that all elements of a parsed list or map share: numbers widen, other kinds must agree. Used once.</summary>
internal sealed class CommonSchema
{
    private bool _compatible = true;

    /// <summary>The schema so far; null where there is none.</summary>
    public Schema? Schema { get; private set; }

    /// <summary>Adds an element's schema; null elements have none.</summary>
    public void Merge(Schema? schema)
    {
        if (schema is null || !_compatible)
        {
            return;
        }

        Schema = Schema is null ? schema : Common(Schema, schema);
        _compatible = Schema is not null;
    }

    private static Schema? Common(Schema a, Schema b)
    {
        if (a.Type != b.Type)
        {
            return IsNumber(a) && IsNumber(b) ? (a.Type > b.Type ? a : b) : null;
        }

        if (a.IsOptional == b.IsOptional)
        {
            return a.IsOptional ? a : b;
        }

        return a.Equals(b) ? a : null;
    }

    private static bool IsNumber(Schema schema) => schema.Type <= SchemaType.Float64;
}
