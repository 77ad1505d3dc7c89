using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Translates a field, or the whole key or value, between texts, unix times, dates, times and timestamps. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.TimestampConverter", "4.3.1")]
public abstract class TimestampConverter : PartTransformation
{
    private const string Purpose = "converting timestamp formats";
    private const string FieldKey = "field";
    private const string TargetKey = "target.type";
    private const string FormatKey = "format";
    private const string PrecisionKey = "unix.precision";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(
            FieldKey, ConfigType.String, Importance.High, "The field containing the timestamp, or empty if the entire value is a timestamp")
        {
            Default = "",
        })
        .Define(new ConfigKey(
            TargetKey, ConfigType.String, Importance.High, "The desired timestamp representation: string, unix, Date, Time, or Timestamp")
        {
            Validator = ConfigValidator.OneOf(TimestampFormats.Names),
        })
        .Define(new ConfigKey(
            FormatKey,
            ConfigType.String,
            Importance.Medium,
            "A SimpleDateFormat-compatible format for the timestamp. Used to generate the output when type=string "
                + "or used to parse the input if the input is a string.")
        {
            Default = "",
        })
        .Define(new ConfigKey(
            PrecisionKey,
            ConfigType.String,
            Importance.Low,
            "The desired Unix precision for the timestamp: seconds, milliseconds, microseconds, or nanoseconds. "
                + "Used to generate the output when type=unix or used to parse the input if the input is a Long."
                + "Note: This SMT will cause precision loss during conversions from, and to, values with sub-millisecond components.")
        {
            Default = "milliseconds", Validator = ConfigValidator.OneOf(TimestampFormats.Precisions),
        })
        .WithReplaceNull();

    private readonly SchemaCache<Schema> _schemas;
    private string _field = "";
    private string _target = "";
    private TimestampFormats? _formats;

    private protected TimestampConverter(RecordPart part)
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
        _field = parsed.RequiredText(FieldKey);
        _target = parsed.RequiredText(TargetKey);
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
        var pattern = parsed.RequiredText(FormatKey);
        if (_target == TimestampFormats.Text && string.IsNullOrWhiteSpace(pattern))
        {
            throw new ConfigException("TimestampConverter requires format option to be specified when using string timestamps");
        }

        try
        {
            _formats = new TimestampFormats(pattern, parsed.RequiredText(PrecisionKey));
        }
        catch (FormatException e)
        {
            throw new ConfigException(
                $"TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: {pattern}",
                "java.lang.IllegalArgumentException: " + e.Message,
                null);
        }
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        var value = ValueOf(record);
        if (SchemaOf(record) is not { } schema)
        {
            return With(record, null, value is null || _field.Length == 0 ? Convert(value, null) : ConvertMap(RequireMap(value, Purpose)));
        }

        if (_field.Length == 0)
        {
            return With(record, TimestampFormats.SchemaOf(_target, schema.IsOptional), Convert(value, TimestampFormats.Of(schema)));
        }

        var data = RequireStructOrNull(value, Purpose);
        var updated = _schemas.Get(schema);
        return With(record, updated, data is null ? null : ConvertStruct(data, updated));
    }

    private object? Convert(object? value, string? source) => _formats!.Convert(value, source, _target);

    private ConnectMap ConvertMap(ConnectMap value) => new(value) { [_field] = Convert(value[_field], null) };

    private Struct ConvertStruct(Struct value, Schema schema)
    {
        var result = new Struct(schema);
        foreach (var field in value.Schema.Fields)
        {
            var item = FieldOf(value, field);
            result.Put(schema.Fields[field.Index], field.Name == _field ? Convert(item, TimestampFormats.Of(field.Schema)) : item);
        }

        return result;
    }

    private Schema Update(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, SchemaBuilder.Struct());
        foreach (var field in schema.Fields)
        {
            builder.Field(
                field.Name, field.Name == _field ? TimestampFormats.SchemaOf(_target, field.Schema.IsOptional) : field.Schema);
        }

        if (schema.IsOptional)
        {
            builder.Optional();
        }

        return schema.DefaultValue is Struct value ? builder.Default(ConvertStruct(value, builder.Build())).Build() : builder.Build();
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : TimestampConverter(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : TimestampConverter(RecordPart.Value);
}
