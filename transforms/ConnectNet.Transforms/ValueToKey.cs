using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Makes the key of fields of the value. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.ValueToKey", "4.3.1")]
public sealed class ValueToKey : PartTransformation
{
    private const string Purpose = "copying fields from value to key";
    private const string FieldsKey = "fields";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(FieldsKey, ConfigType.List, Importance.High, "Field names on the record value to extract as the record key.")
        {
            Validator = ConfigValidator.UniqueList(allowEmpty: false, allowNull: false),
        })
        .WithReplaceNull();

    private readonly SchemaCache<Schema> _schemas;
    private IReadOnlyList<string> _fields = [];

    /// <summary>Creates the transformation.</summary>
    public ValueToKey()
        : base(RecordPart.Value)
    {
        _schemas = new SchemaCache<Schema>(KeySchemaFor);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _fields = parsed.List(FieldsKey);
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.ValueSchema is null)
        {
            var map = RequireMap(record.Value, Purpose);
            var key = new ConnectMap(_fields.Count);
            foreach (var field in _fields)
            {
                key[field] = map[field];
            }

            return record with { KeySchema = null, Key = key };
        }

        var value = RequireStruct(record.Value, Purpose);
        var schema = _schemas.Get(value.Schema);
        var result = new Struct(schema);
        foreach (var field in schema.Fields)
        {
            result.Put(field, FieldOf(value, value.Schema.Field(field.Name)!));
        }

        return record with { KeySchema = schema, Key = result, ValueSchema = value.Schema };
    }

    private Schema KeySchemaFor(Schema value)
    {
        var builder = SchemaBuilder.Struct();
        foreach (var field in _fields)
        {
            builder.Field(field, (value.Field(field) ?? throw new DataException($"Field does not exist: {field}")).Schema);
        }

        return builder.Build();
    }
}
