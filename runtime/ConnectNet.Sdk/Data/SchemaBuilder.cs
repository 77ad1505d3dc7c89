using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Data;

/// <summary>
/// Builds a <see cref="Schema"/>. Every attribute can be set once. A default is checked when it is set, so a null default needs
/// <see cref="Optional"/> before it.
/// </summary>
public sealed class SchemaBuilder
{
    private readonly SchemaParts _parts;
    private readonly HashSet<string> _fieldNames = new(StringComparer.Ordinal);

    /// <summary>Starts a schema of the given type; arrays, maps and structs have methods of their own.</summary>
    public SchemaBuilder(SchemaType type)
    {
        _parts = new SchemaParts(type);
    }

    /// <summary>Starts an array schema.</summary>
    public static SchemaBuilder Array(Schema elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var builder = new SchemaBuilder(SchemaType.Array);
        builder._parts.ValueSchema = elements;
        return builder;
    }

    /// <summary>Starts an array schema whose elements are not typed, as the header parser makes for mixed elements.</summary>
    public static SchemaBuilder UntypedArray() => new(SchemaType.Array);

    /// <summary>Starts a map schema.</summary>
    public static SchemaBuilder Map(Schema keys, Schema values)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        var builder = new SchemaBuilder(SchemaType.Map);
        builder._parts.KeySchema = keys;
        builder._parts.ValueSchema = values;
        return builder;
    }

    /// <summary>Starts a map schema with a key schema or a value schema missing, as the header parser makes for mixed elements.</summary>
    public static SchemaBuilder UntypedMap(Schema? keys, Schema? values)
    {
        var builder = new SchemaBuilder(SchemaType.Map);
        builder._parts.KeySchema = keys;
        builder._parts.ValueSchema = values;
        return builder;
    }

    /// <summary>Starts a struct schema.</summary>
    public static SchemaBuilder Struct() => new(SchemaType.Struct);

    /// <summary>Allows null.</summary>
    public SchemaBuilder Optional() => SetOptional(true);

    /// <summary>Refuses null; the default of a new schema, stated.</summary>
    public SchemaBuilder Required() => SetOptional(false);

    /// <summary>Sets what stands in for an absent value.</summary>
    /// <exception cref="SchemaBuilderException">It is set already, or the value does not fit.</exception>
    public SchemaBuilder Default(object? value)
    {
        Once("default", _parts.DefaultValue);
        try
        {
            SchemaValidator.Validate(Build(), value, location: null);
        }
        catch (DataException e)
        {
            throw new SchemaBuilderException("Invalid default value", e);
        }

        _parts.DefaultValue = value;
        return this;
    }

    /// <summary>Sets the name.</summary>
    public SchemaBuilder Name(string name)
    {
        Once("name", _parts.Name);
        _parts.Name = name;
        return this;
    }

    /// <summary>Sets the version.</summary>
    public SchemaBuilder Version(int version)
    {
        Once("version", _parts.Version);
        _parts.Version = version;
        return this;
    }

    /// <summary>Sets the documentation.</summary>
    public SchemaBuilder Doc(string doc)
    {
        Once("doc", _parts.Doc);
        _parts.Doc = doc;
        return this;
    }

    /// <summary>Adds a parameter.</summary>
    public SchemaBuilder Parameter(string name, string value)
    {
        _parts.Parameters ??= [];
        if (!_parts.Parameters.TryAdd(name, value))
        {
            throw new SchemaBuilderException($"Parameter name cannot be duplicated: {name}");
        }

        return this;
    }

    /// <summary>Adds parameters.</summary>
    public SchemaBuilder Parameters(IEnumerable<KeyValuePair<string, string>>? parameters)
    {
        foreach (var (name, value) in parameters ?? [])
        {
            _parts.Parameters ??= [];
            _parts.Parameters[name] = value;
        }

        return this;
    }

    /// <summary>Appends a field to a struct schema.</summary>
    /// <exception cref="SchemaBuilderException">No struct, no name, no schema, or the name is taken.</exception>
    public SchemaBuilder Field(string name, Schema schema)
    {
        if (_parts.Type != SchemaType.Struct)
        {
            throw new SchemaBuilderException($"Cannot create fields on type {_parts.Type.JavaName()}");
        }

        if (string.IsNullOrEmpty(name))
        {
            throw new SchemaBuilderException("fieldName cannot be null.");
        }

        if (schema is null)
        {
            throw new SchemaBuilderException($"fieldSchema for field {name} cannot be null.");
        }

        if (!_fieldNames.Add(name))
        {
            throw new SchemaBuilderException($"Cannot create field because of field name duplication {name}");
        }

        _parts.Fields.Add(new Field(name, _parts.Fields.Count, schema));
        return this;
    }

    /// <summary>The schema as collected so far.</summary>
    public Schema Build() => new(_parts);

    private static void Once(string attribute, object? present)
    {
        if (present is not null)
        {
            throw new SchemaBuilderException($"Invalid SchemaBuilder call: {attribute} has already been set.");
        }
    }

    private SchemaBuilder SetOptional(bool value)
    {
        Once("optional", _parts.IsOptional);
        _parts.IsOptional = value;
        return this;
    }
}
