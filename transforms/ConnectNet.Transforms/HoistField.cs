using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Wraps the key or value into a struct or map with one field. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.HoistField", "4.3.1")]
public abstract class HoistField : PartTransformation
{
    private const string FieldKey = "field";

    private static readonly ConfigDef Def = new ConfigDef().Define(new ConfigKey(
        FieldKey,
        ConfigType.String,
        Importance.Medium,
        "Field name for the single field that will be created in the resulting Struct or Map."));

    private readonly SchemaCache<Schema> _schemas;
    private string _field = "";

    private protected HoistField(RecordPart part)
        : base(part)
    {
        _schemas = new SchemaCache<Schema>(schema => SchemaBuilder.Struct().Field(_field, schema).Build());
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config) => _field = Def.Parse(config).RequiredText(FieldKey);

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (SchemaOf(record) is not { } schema)
        {
            return With(record, null, new ConnectMap(1) { { _field, ValueOf(record) } });
        }

        var hoisted = _schemas.Get(schema);
        return With(record, hoisted, new Struct(hoisted).Put(hoisted.Fields[0], ValueOf(record)));
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : HoistField(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : HoistField(RecordPart.Value);
}
