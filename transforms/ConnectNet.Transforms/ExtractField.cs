using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Replaces the key or value by one of its fields. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.ExtractField", "4.3.1")]
public abstract class ExtractField : PartTransformation
{
    private const string Purpose = "field extraction";
    private const string FieldKey = "field";
    private const string SyntaxKey = "field.syntax.version";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(FieldKey, ConfigType.String, Importance.Medium, "Field name to extract."))
        .WithReplaceNull()
        .Define(new ConfigKey(
            SyntaxKey,
            ConfigType.String,
            Importance.High,
            "Defines the version of the syntax to access fields. If set to <code>V1</code>, then the field paths are limited to access the elements "
                + "at the root level of the struct or map. If set to <code>V2</code>, the syntax will support accessing nested elements. To access "
                + "nested elements, dotted notation is used. If dots are already included in the field name, then backtick pairs can be used to wrap "
                + "field names containing dots. E.g. to access the subfield <code>baz</code> from a field named \"foo.bar\" in a struct/map the "
                + "following format can be used to access its elements: \"<code>foo.bar</code>.baz\".")
        {
            Default = "V1", Validator = ConfigValidator.OneOfIgnoringCase("V1", "V2"),
        });

    private string _field = "";
    private FieldPath? _path;

    private protected ExtractField(RecordPart part)
        : base(part)
    {
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _field = parsed.RequiredText(FieldKey);
        _path = new FieldPath(_field, parsed.RequiredText(SyntaxKey).Equals("V2", StringComparison.OrdinalIgnoreCase));
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (SchemaOf(record) is not { } schema)
        {
            return With(record, null, RequireMapOrNull(ValueOf(record), Purpose) is { } map ? _path!.ValueOf(map) : null);
        }

        var value = RequireStructOrNull(ValueOf(record), Purpose);
        var field = _path!.FieldOf(schema) ?? throw new ArgumentException($"Unknown field: {_field}");
        return With(record, field.Schema, value is null ? null : _path.ValueOf(value, ReplaceNullWithDefault));
    }

    /// <summary>For keys.</summary>
    public sealed class Key() : ExtractField(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : ExtractField(RecordPart.Value);
}
