namespace ConnectNet.Sdk.Data;

/// <summary>What a <see cref="SchemaBuilder"/> has collected so far.</summary>
internal sealed class SchemaParts(SchemaType type)
{
    public SchemaType Type { get; } = type;

    public bool? IsOptional { get; set; }

    public object? DefaultValue { get; set; }

    public string? Name { get; set; }

    public int? Version { get; set; }

    public string? Doc { get; set; }

    public OrderedDictionary<string, string>? Parameters { get; set; }

    public List<Field> Fields { get; } = [];

    public Schema? KeySchema { get; set; }

    public Schema? ValueSchema { get; set; }
}
