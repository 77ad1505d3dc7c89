namespace ConnectNet.Sdk.Data;

/// <summary>
/// An immutable description of a value: its type, whether it may be null, its default, and the name, version, documentation and
/// parameters that give it a meaning. Two schemas are equal when all of these are. Made by <see cref="SchemaBuilder"/>.
/// </summary>
public sealed class Schema : IEquatable<Schema>
{
    private readonly Dictionary<string, Field>? _fieldsByName;
    private int _hash;

    internal Schema(SchemaParts parts)
    {
        Type = parts.Type;
        IsOptional = parts.IsOptional ?? false;
        DefaultValue = parts.DefaultValue;
        Name = parts.Name;
        Version = parts.Version;
        Doc = parts.Doc;
        Parameters = parts.Parameters is null ? null : new OrderedDictionary<string, string>(parts.Parameters, StringComparer.Ordinal);
        KeySchema = parts.KeySchema;
        ValueSchema = parts.ValueSchema;
        SimpleClass = SchemaValidator.SimpleClassOf(this);
        if (parts.Type == SchemaType.Struct)
        {
            FieldList = [.. parts.Fields];
            _fieldsByName = new Dictionary<string, Field>(FieldList.Length, StringComparer.Ordinal);
            foreach (var field in FieldList)
            {
                _fieldsByName.Add(field.Name, field);
            }
        }
    }

    /// <summary>Required 8-bit integer.</summary>
    public static Schema Int8 { get; } = new(new SchemaParts(SchemaType.Int8));

    /// <summary>Required 16-bit integer.</summary>
    public static Schema Int16 { get; } = new(new SchemaParts(SchemaType.Int16));

    /// <summary>Required 32-bit integer.</summary>
    public static Schema Int32 { get; } = new(new SchemaParts(SchemaType.Int32));

    /// <summary>Required 64-bit integer.</summary>
    public static Schema Int64 { get; } = new(new SchemaParts(SchemaType.Int64));

    /// <summary>Required 32-bit floating point number.</summary>
    public static Schema Float32 { get; } = new(new SchemaParts(SchemaType.Float32));

    /// <summary>Required 64-bit floating point number.</summary>
    public static Schema Float64 { get; } = new(new SchemaParts(SchemaType.Float64));

    /// <summary>Required boolean.</summary>
    public static Schema Boolean { get; } = new(new SchemaParts(SchemaType.Boolean));

    /// <summary>Required string.</summary>
    public static Schema String { get; } = new(new SchemaParts(SchemaType.String));

    /// <summary>Required bytes.</summary>
    public static Schema Bytes { get; } = new(new SchemaParts(SchemaType.Bytes));

    /// <summary>Optional 8-bit integer.</summary>
    public static Schema OptionalInt8 { get; } = new(new SchemaParts(SchemaType.Int8) { IsOptional = true });

    /// <summary>Optional 16-bit integer.</summary>
    public static Schema OptionalInt16 { get; } = new(new SchemaParts(SchemaType.Int16) { IsOptional = true });

    /// <summary>Optional 32-bit integer.</summary>
    public static Schema OptionalInt32 { get; } = new(new SchemaParts(SchemaType.Int32) { IsOptional = true });

    /// <summary>Optional 64-bit integer.</summary>
    public static Schema OptionalInt64 { get; } = new(new SchemaParts(SchemaType.Int64) { IsOptional = true });

    /// <summary>Optional 32-bit floating point number.</summary>
    public static Schema OptionalFloat32 { get; } = new(new SchemaParts(SchemaType.Float32) { IsOptional = true });

    /// <summary>Optional 64-bit floating point number.</summary>
    public static Schema OptionalFloat64 { get; } = new(new SchemaParts(SchemaType.Float64) { IsOptional = true });

    /// <summary>Optional boolean.</summary>
    public static Schema OptionalBoolean { get; } = new(new SchemaParts(SchemaType.Boolean) { IsOptional = true });

    /// <summary>Optional string.</summary>
    public static Schema OptionalString { get; } = new(new SchemaParts(SchemaType.String) { IsOptional = true });

    /// <summary>Optional bytes.</summary>
    public static Schema OptionalBytes { get; } = new(new SchemaParts(SchemaType.Bytes) { IsOptional = true });

    /// <summary>The kind of value.</summary>
    public SchemaType Type { get; }

    /// <summary>Whether the value may be null.</summary>
    public bool IsOptional { get; }

    /// <summary>What stands in for an absent value, or null.</summary>
    public object? DefaultValue { get; }

    /// <summary>What the value means, for example a logical type or a table; or null.</summary>
    public string? Name { get; }

    /// <summary>Version of the named schema, or null.</summary>
    public int? Version { get; }

    /// <summary>Documentation, or null.</summary>
    public string? Doc { get; }

    /// <summary>Further properties such as a decimal's scale, in the order they were set; or null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; }

    /// <summary>The fields of a struct in their order.</summary>
    /// <exception cref="Errors.DataException">This is no struct schema.</exception>
    public IReadOnlyList<Field> Fields => FieldList ?? throw new Errors.DataException("Cannot list fields on non-struct type");

    /// <summary>The schema of a map's keys, or null.</summary>
    public Schema? KeySchema { get; }

    /// <summary>The schema of a map's values or of an array's elements, or null.</summary>
    public Schema? ValueSchema { get; }

    internal Field[]? FieldList { get; }

    /// <summary>The one class whose values fit, where class decides alone; else null.</summary>
    internal System.Type? SimpleClass { get; }

    /// <summary>Finds a field of a struct.</summary>
    /// <returns>The field, or null where there is none of that name.</returns>
    /// <exception cref="Errors.DataException">This is no struct schema.</exception>
    public Field? Field(string name) => _fieldsByName is null
        ? throw new Errors.DataException("Cannot look up fields on non-struct type")
        : _fieldsByName.GetValueOrDefault(name);

    /// <summary>Throws unless the value fits this schema.</summary>
    /// <exception cref="Errors.DataException">The value is null but required, of another type, or does not fit inside.</exception>
    public void Validate(object? value) => SchemaValidator.Validate(this, value, location: null);

    /// <inheritdoc/>
    public bool Equals(Schema? other) => ReferenceEquals(this, other) || (other is not null && SchemaEquality.AreEqual(this, other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schema);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash != 0 ? _hash : _hash = SchemaEquality.HashOf(this);

    /// <summary>The text that messages show: <c>Schema{STRING}</c> or <c>Schema{my.Name:STRUCT}</c>.</summary>
    public override string ToString() => Name is null ? $"Schema{{{Type.JavaName()}}}" : $"Schema{{{Name}:{Type.JavaName()}}}";
}
