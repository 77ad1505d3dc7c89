using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// A value of a struct schema. Writing a field checks the value at once; reading an unset field gives the field's default.
/// Not safe for concurrent changes.
/// </summary>
public sealed class Struct : IEquatable<Struct>
{
    private readonly object?[] _values;

    /// <summary>A struct with all fields unset.</summary>
    /// <exception cref="DataException">The schema is no struct schema.</exception>
    public Struct(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        if (schema.FieldList is null)
        {
            throw new DataException($"Not a struct schema: {schema}");
        }

        Schema = schema;
        _values = new object?[schema.FieldList.Length];
    }

    /// <summary>The schema.</summary>
    public Schema Schema { get; }

    /// <summary>The field's value, or its default where it is unset.</summary>
    /// <exception cref="DataException">There is no such field.</exception>
    public object? Get(string field) => Get(Lookup(field));

    /// <summary>The field's value, or its default where it is unset.</summary>
    public object? Get(Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _values[field.Index] ?? field.Schema.DefaultValue;
    }

    /// <summary>The field's value; null where it is unset, whatever its default.</summary>
    /// <exception cref="DataException">There is no such field.</exception>
    public object? GetWithoutDefault(string field) => _values[Lookup(field).Index];

    /// <summary>The field's value; null where it is unset, whatever its default.</summary>
    public object? GetWithoutDefault(Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return _values[field.Index];
    }

    /// <summary>The raw value of a field of a given type; null where it is unset.</summary>
    /// <typeparam name="T">CLR type of the value, such as <see cref="int"/>? or <see cref="string"/>.</typeparam>
    /// <param name="field">Field name.</param>
    /// <param name="type">Schema type that the field must have.</param>
    /// <exception cref="DataException">There is no such field, or its type is another.</exception>
    public T? GetChecked<T>(string field, SchemaType type)
    {
        var found = Lookup(field);
        return found.Schema.Type == type
            ? (T?)_values[found.Index]
            : throw new DataException($"Field '{field}' is not of type {type.JavaName()}");
    }

    /// <summary>Sets a field.</summary>
    /// <returns>This struct, so that calls can follow each other.</returns>
    /// <exception cref="DataException">There is no such field, or the value does not fit.</exception>
    public Struct Put(string field, object? value) => Put(Lookup(field), value);

    /// <summary>Sets a field.</summary>
    /// <returns>This struct, so that calls can follow each other.</returns>
    /// <exception cref="DataException">The value does not fit.</exception>
    public Struct Put(Field field, object? value)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (value is null || !FastFits(field.Schema, value))
        {
            SchemaValidator.Validate(field.Schema, value, $"field: \"{field.Name}\"");
        }

        _values[field.Index] = value;
        return this;
    }

    /// <summary>The value at a position; null where it is unset.</summary>
    internal object? GetRaw(int index) => _values[index];

    /// <summary>Sets a field to a value that is known to fit.</summary>
    internal void PutChecked(int index, object? value) => _values[index] = value;

    /// <summary>Throws unless every required field without default is set and every value fits.</summary>
    /// <exception cref="DataException">A field does not fit.</exception>
    public void Validate()
    {
        foreach (var field in Schema.FieldList!)
        {
            var value = _values[field.Index];
            if (value is null && (field.Schema.IsOptional || field.Schema.DefaultValue is not null))
            {
                continue;
            }

            if (value is null || !FastFits(field.Schema, value))
            {
                SchemaValidator.Validate(field.Schema, value, $"field: \"{field.Name}\"");
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(Struct? other) => other is not null && Schema.Equals(other.Schema) && SchemaEquality.ValuesEqual(_values, other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Struct);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Schema);
        foreach (var value in _values)
        {
            hash.Add(SchemaEquality.ValueHash(value));
        }

        return hash.ToHashCode();
    }

    /// <summary>Java's text: <c>Struct{a=1,b=x}</c>; fields without a value are left out.</summary>
    public override string ToString() => Values.JavaText(this);

    private static bool FastFits(Schema schema, object value) => value.GetType() == schema.SimpleClass;

    private Field Lookup(string name) => Schema.Field(name) ?? throw new DataException($"{name} is not a valid field name");
}
