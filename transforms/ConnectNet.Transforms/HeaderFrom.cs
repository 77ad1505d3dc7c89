using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Copies or moves fields to headers. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.HeaderFrom", "4.3.1")]
public abstract class HeaderFrom : PartTransformation
{
    private const string FieldsKey = "fields";
    private const string HeadersKey = "headers";
    private const string OperationKey = "operation";
    private const string Move = "move";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(
            FieldsKey, ConfigType.List, Importance.High, "Field names in the record whose values are to be copied or moved to headers.")
        {
            Validator = TransformKeys.NonEmptyList(),
        })
        .Define(new ConfigKey(
            HeadersKey,
            ConfigType.List,
            Importance.High,
            "Header names, in the same order as the field names listed in the fields configuration property.")
        {
            Validator = TransformKeys.NonEmptyList(),
        })
        .Define(new ConfigKey(
            OperationKey,
            ConfigType.String,
            Importance.High,
            "Either <code>move</code> if the fields are to be moved to the headers (removed from the key/value), "
                + "or <code>copy</code> if the fields are to be copied to the headers (retained in the key/value).")
        {
            Validator = ConfigValidator.OneOf(Move, "copy"),
        })
        .WithReplaceNull();

    private readonly SchemaCache<Schema> _schemas;
    private IReadOnlyList<string> _fields = [];
    private IReadOnlyList<string> _headers = [];
    private string _operation = "";

    private protected HeaderFrom(RecordPart part)
        : base(part)
    {
        _schemas = new SchemaCache<Schema>(WithoutFields);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    private string Purpose => "header " + _operation;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _fields = parsed.List(FieldsKey);
        _headers = parsed.List(HeadersKey);
        _operation = parsed.RequiredText(OperationKey);
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
        if (_fields.Count != _headers.Count)
        {
            throw new ConfigException("'fields' config must have the same number of elements as 'headers' config.");
        }
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return SchemaOf(record) is { } schema ? ApplyWithSchema(record, schema) : ApplySchemaless(record);
    }

    private ConnectRecord ApplySchemaless(ConnectRecord record)
    {
        var value = RequireMap(ValueOf(record), Purpose);
        var result = new ConnectMap(value);
        var headers = record.Headers.ToList();
        for (var i = 0; i < _fields.Count; i++)
        {
            headers.Add(new Header(_headers[i], null, value[_fields[i]]));
            if (_operation == Move)
            {
                result.Remove(_fields[i]);
            }
        }

        return With(record, null, result) with { Headers = ConnectHeaders.Of(headers) };
    }

    private ConnectRecord ApplyWithSchema(ConnectRecord record, Schema schema)
    {
        var value = RequireStruct(ValueOf(record), Purpose);
        var headers = record.Headers;
        for (var i = 0; i < _fields.Count; i++)
        {
            var field = value.Schema.Field(_fields[i]) ?? throw new DataException($"Unknown field: {_fields[i]}");
            headers = headers.Add(_headers[i], FieldOf(value, field), field.Schema);
        }

        if (_operation != Move)
        {
            return record with { Headers = headers };
        }

        var moved = _schemas.Get(schema);
        var result = new Struct(moved);
        foreach (var field in moved.Fields)
        {
            result.Put(field, FieldOf(value, value.Schema.Field(field.Name)!));
        }

        return With(record, moved, result) with { Headers = headers };
    }

    private Schema WithoutFields(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, SchemaBuilder.Struct());
        foreach (var field in schema.Fields.Where(f => !_fields.Contains(f.Name)))
        {
            builder.Field(field.Name, field.Schema);
        }

        return builder.Build();
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : HeaderFrom(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : HeaderFrom(RecordPart.Value);
}
