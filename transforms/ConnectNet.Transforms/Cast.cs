using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Converts fields, or the whole key or value, to other primitive types. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.Cast", "4.3.1")]
public abstract class Cast : PartTransformation
{
    private const string Purpose = "cast types";
    private const string SpecKey = "spec";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(
            SpecKey,
            ConfigType.List,
            Importance.High,
            "List of fields and the type to cast them to of the form field1:type,field2:type to cast fields of Maps or Structs. "
                + "A single type to cast the entire value. Valid types are int8, int16, int32, int64, float32, float64, boolean, and string. "
                + "Note that binary fields can only be cast to string.")
        {
            Validator = CastSpec.Validator,
        })
        .WithReplaceNull();

    private readonly SchemaCache<Schema> _schemas;
    private CastSpec _spec = new([]);

    private protected Cast(RecordPart part)
        : base(part)
    {
        _schemas = new SchemaCache<Schema>(CastSchema);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _spec = new CastSpec(parsed.List(SpecKey));
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (ValueOf(record) is not { } value)
        {
            return record;
        }

        if (SchemaOf(record) is not { } schema)
        {
            return With(record, null, _spec.Whole is { } type ? Casting.To(null, value, type) : CastMap(RequireMap(value, Purpose)));
        }

        var updated = _schemas.Get(schema);
        return With(record, updated, _spec.Whole is { } whole
            ? Casting.To(schema, value, whole)
            : CastStruct(RequireStruct(value, Purpose), updated));
    }

    private ConnectMap CastMap(ConnectMap value)
    {
        var result = new ConnectMap(value);
        foreach (var (field, type) in _spec.Fields)
        {
            result[field] = Casting.To(null, value[field], type);
        }

        return result;
    }

    private Struct CastStruct(Struct value, Schema schema)
    {
        var result = new Struct(schema);
        foreach (var field in value.Schema.Fields)
        {
            var item = FieldOf(value, field);
            result.Put(
                schema.Fields[field.Index],
                _spec.Fields.TryGetValue(field.Name, out var type) ? Casting.To(field.Schema, item, type) : item);
        }

        return result;
    }

    private Schema CastSchema(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, _spec.Whole is { } whole ? new SchemaBuilder(whole) : SchemaBuilder.Struct());
        if (_spec.Whole is null)
        {
            foreach (var field in schema.Fields)
            {
                builder.Field(field.Name, _spec.Fields.TryGetValue(field.Name, out var type) ? CastField(field.Schema, type) : field.Schema);
            }
        }

        return Finish(builder, schema, _spec.Whole ?? SchemaType.Struct);
    }

    private static Schema CastField(Schema schema, SchemaType type) => Finish(new SchemaBuilder(type), schema, type);

    private static Schema Finish(SchemaBuilder builder, Schema schema, SchemaType type)
    {
        if (schema.IsOptional)
        {
            builder.Optional();
        }

        return (schema.DefaultValue is null ? builder : builder.Default(Casting.To(schema, schema.DefaultValue, type))).Build();
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : Cast(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : Cast(RecordPart.Value);
}
