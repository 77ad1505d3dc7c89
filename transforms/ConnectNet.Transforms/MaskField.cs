using System.Globalization;
using System.Numerics;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Replaces the values of fields by an empty value of their kind or by a fixed one. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.MaskField", "4.3.1")]
public abstract class MaskField : PartTransformation
{
    private const string Purpose = "mask fields";
    private const string FieldsKey = "fields";
    private const string ReplacementKey = "replacement";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(FieldsKey, ConfigType.List, Importance.High, "Names of fields to mask.")
        {
            Validator = ConfigValidator.UniqueList(allowEmpty: false, allowNull: false),
        })
        .Define(new ConfigKey(
            ReplacementKey,
            ConfigType.String,
            Importance.Low,
            "Custom value replacement, that will be applied to all 'fields' values (numeric or non-empty string values only).")
        {
            Default = null, Validator = ConfigValidator.NonEmptyText(),
        })
        .WithReplaceNull();

    private readonly SchemaCache<(Field Field, bool Masked)[]> _plans;
    private HashSet<string> _fields = [];
    private string? _replacement;

    private protected MaskField(RecordPart part)
        : base(part)
    {
        _plans = new SchemaCache<(Field, bool)[]>(schema => [.. schema.Fields.Select(field => (field, _fields.Contains(field.Name)))]);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _fields = [.. parsed.List(FieldsKey)];
        _replacement = parsed.Text(ReplacementKey);
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (SchemaOf(record) is not { } schema)
        {
            var map = new ConnectMap(RequireMap(ValueOf(record), Purpose));
            foreach (var field in _fields)
            {
                map[field] = Mask(map[field]);
            }

            return With(record, null, map);
        }

        var value = RequireStruct(ValueOf(record), Purpose);
        var result = new Struct(value.Schema);
        foreach (var (field, masked) in _plans.Get(value.Schema))
        {
            var item = FieldOf(value, field);
            result.Put(field, masked ? Mask(item) : item);
        }

        return With(record, schema, result);
    }

    private static object Empty(object value) => value switch
    {
        bool => false,
        sbyte => (sbyte)0,
        short => (short)0,
        int => 0,
        long => 0L,
        float => 0f,
        double => 0d,
        BigInteger => BigInteger.Zero,
        BigDecimal => BigDecimal.Zero,
        EpochMillis => new EpochMillis(0),
        string => "",
        ConnectMap => new ConnectMap(),
        byte[] or Struct => throw new DataException($"Cannot mask value of type: class {JavaTypes.NameOf(value)}"),
        IReadOnlyList<object?> => new List<object?>(),
        _ => throw new DataException($"Cannot mask value of type: class {JavaTypes.NameOf(value)}"),
    };

    private static object? Replace(object value, string replacement) => value switch
    {
        sbyte => Values.ConvertToInt8(null, replacement),
        short => Values.ConvertToInt16(null, replacement),
        int => Values.ConvertToInt32(null, replacement),
        long => Values.ConvertToInt64(null, replacement),
        float => Values.ConvertToFloat32(null, replacement),
        double => Values.ConvertToFloat64(null, replacement),
        string => replacement,
        BigDecimal => BigDecimal.TryParse(replacement, out var number) ? number : throw NoNumber(replacement),
        BigInteger => BigInteger.TryParse(JavaPrimitives.AsciiDigits(replacement), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw NoNumber(replacement),
        _ => throw new DataException($"Cannot mask value of type class {JavaTypes.NameOf(value)} with custom replacement."),
    };

    private static DataException NoNumber(string text) => new($"Unable to convert {text} (class java.lang.String) to number");

    private object? Mask(object? value) => value is null ? null : _replacement is null ? Empty(value) : Replace(value, _replacement);

    /// <summary>For keys.</summary>
    public sealed class Key() : MaskField(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : MaskField(RecordPart.Value);
}
