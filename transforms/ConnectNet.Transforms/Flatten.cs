using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Lifts the fields of nested structs or maps to the top, their names joined by a delimiter. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.Flatten", "4.3.1")]
public abstract class Flatten : PartTransformation
{
    private const string Purpose = "flattening";
    private const string DelimiterKey = "delimiter";

    private static readonly ConfigDef Def = new ConfigDef().Define(new ConfigKey(
        DelimiterKey,
        ConfigType.String,
        Importance.Medium,
        "Delimiter to insert between field names from the input record when generating field names for the output record")
    {
        Default = ".",
    });

    private readonly SchemaCache<Schema> _schemas;
    private string _delimiter = ".";

    private protected Flatten(RecordPart part)
        : base(part)
    {
        _schemas = new SchemaCache<Schema>(FlatSchema);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config) => _delimiter = Def.Parse(config).RequiredText(DelimiterKey);

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (ValueOf(record) is not { } value)
        {
            return record;
        }

        if (SchemaOf(record) is not { } schema)
        {
            var map = ConnectMap.KeepingOrder();
            Flat(RequireMap(value, Purpose), "", map);
            return With(record, null, map);
        }

        var data = RequireStruct(value, Purpose);
        var result = new Struct(_schemas.Get(schema));
        var next = 0;
        Flat(data.Schema, data, result, ref next);
        return With(record, result.Schema, result);
    }

    private void Flat(ConnectMap value, string prefix, ConnectMap result)
    {
        foreach (var (key, item) in value.InJavaOrder())
        {
            var name = Name(prefix, (string)key);
            if (item is ConnectMap inner)
            {
                Flat(inner, name, result);
                continue;
            }

            if (item is not null)
            {
                CheckKind(item, name);
            }

            result[name] = item;
        }
    }

    private static void CheckKind(object item, string name)
    {
        switch (SchemaTypes.Of(item))
        {
            case null:
                throw new DataException($"Flatten transformation was passed a value of type class {JavaTypes.NameOf(item)}"
                    + " which is not supported by Connect's data API");
            case SchemaType.Struct:
                throw new DataException($"Flatten transformation does not support class {JavaTypes.NameOf(item)}"
                    + $" for record without schemas (for field {name}).");
        }
    }

    /// <summary>Copies fields in the order of the flat schema; those of a null struct stay unset.</summary>
    private static void Flat(Schema schema, Struct? value, Struct result, ref int next)
    {
        foreach (var field in schema.Fields)
        {
            if (field.Schema.Type == SchemaType.Struct)
            {
                Flat(field.Schema, (Struct?)value?.GetWithoutDefault(field), result, ref next);
                continue;
            }

            var target = result.Schema.Fields[next++];
            if (value is not null)
            {
                result.Put(target, value.Get(field));
            }
        }
    }

    private Schema FlatSchema(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, SchemaBuilder.Struct());
        AddFields(schema, "", builder, schema.IsOptional, (Struct?)schema.DefaultValue);
        return builder.Build();
    }

    private void AddFields(Schema schema, string prefix, SchemaBuilder builder, bool optional, Struct? defaults)
    {
        foreach (var field in schema.Fields)
        {
            var name = Name(prefix, field.Name);
            var isOptional = optional || field.Schema.IsOptional;
            var value = field.Schema.DefaultValue ?? defaults?.Get(field);
            switch (field.Schema.Type)
            {
                case SchemaType.Struct:
                    AddFields(field.Schema, name, builder, isOptional, (Struct?)value);
                    break;
                case SchemaType.Map:
                    throw new DataException($"Flatten transformation does not support MAP for record with schemas (for field {name}).");
                default:
                    var flat = SchemaCopies.CopyBasics(field.Schema);
                    flat = isOptional ? flat.Optional() : flat;
                    builder.Field(name, (value is null ? flat : flat.Default(value)).Build());
                    break;
            }
        }
    }

    private string Name(string prefix, string name) => prefix.Length == 0 ? name : prefix + _delimiter + name;

    /// <summary>For keys.</summary>
    public sealed class Key() : Flatten(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : Flatten(RecordPart.Value);
}
