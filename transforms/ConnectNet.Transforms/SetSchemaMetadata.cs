using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Sets name and version of a struct schema. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.SetSchemaMetadata", "4.3.1")]
public abstract class SetSchemaMetadata : PartTransformation
{
    private const string NameKey = "schema.name";
    private const string VersionKey = "schema.version";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(NameKey, ConfigType.String, Importance.High, "Schema name to set.") { Default = null })
        .Define(new ConfigKey(VersionKey, ConfigType.Int, Importance.High, "Schema version to set.") { Default = null })
        .WithReplaceNull();

    private readonly SchemaCache<Schema> _schemas;
    private string? _name;
    private int? _version;

    private protected SetSchemaMetadata(RecordPart part)
        : base(part)
    {
        _schemas = new SchemaCache<Schema>(Update);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _name = parsed.Text(NameKey);
        _version = (int?)parsed.Values[VersionKey];
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
        if (_name is null && _version is null)
        {
            throw new ConfigException("Neither schema name nor version configured");
        }
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        var value = ValueOf(record);
        if (SchemaOf(record) is not { } schema)
        {
            return value is null ? record : throw new DataException("Schema required for [updating schema metadata]");
        }

        var updated = _schemas.Get(schema);
        return With(record, updated, value is Struct data ? Copy(data, updated) : value);
    }

    private Struct Copy(Struct value, Schema schema)
    {
        var result = new Struct(schema);
        foreach (var field in schema.Fields)
        {
            result.Put(field, FieldOf(value, field));
        }

        return result;
    }

    /// <summary>Only structs, as in Java: of other types the fields cannot be listed.</summary>
    private Schema Update(Schema schema)
    {
        var builder = SchemaBuilder.Struct();
        foreach (var field in schema.Fields)
        {
            builder.Field(field.Name, field.Schema);
        }

        if ((_name ?? schema.Name) is { } name)
        {
            builder.Name(name);
        }

        if ((_version ?? schema.Version) is { } version)
        {
            builder.Version(version);
        }

        if (schema.Doc is not null)
        {
            builder.Doc(schema.Doc);
        }

        builder.Parameters(schema.Parameters);
        if (schema.IsOptional)
        {
            builder.Optional();
        }

        return schema.DefaultValue is Struct value ? builder.Default(Copy(value, builder.Build())).Build() : builder.Build();
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : SetSchemaMetadata(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : SetSchemaMetadata(RecordPart.Value);
}
