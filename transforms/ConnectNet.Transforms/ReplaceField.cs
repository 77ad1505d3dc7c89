using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Transforms;

/// <summary>Removes and renames fields. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.ReplaceField", "4.3.1")]
public abstract class ReplaceField : PartTransformation
{
    private const string Purpose = "field replacement";
    private const string ExcludeKey = "exclude";
    private const string IncludeKey = "include";
    private const string RenamesKey = "renames";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(
            ExcludeKey, ConfigType.List, Importance.Medium, "Fields to exclude. This takes precedence over the fields to include.")
        {
            Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false),
        })
        .Define(new ConfigKey(
            IncludeKey, ConfigType.List, Importance.Medium, "Fields to include. If specified, only these fields will be used.")
        {
            Default = "", Validator = ConfigValidator.UniqueList(allowEmpty: true, allowNull: false),
        })
        .Define(new ConfigKey(RenamesKey, ConfigType.List, Importance.Medium, "Field rename mappings.")
        {
            Default = "", Validator = new RenamesValidator(),
        })
        .WithReplaceNull();

    private readonly SchemaCache<Plan> _plans;
    private HashSet<string> _exclude = [];
    private HashSet<string> _include = [];
    private Dictionary<string, string> _renames = [];

    private protected ReplaceField(RecordPart part)
        : base(part)
    {
        _plans = new SchemaCache<Plan>(PlanFor);
    }

    /// <inheritdoc/>
    public override ConfigDef Config => Def;

    /// <inheritdoc/>
    public override void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _exclude = [.. parsed.List(ExcludeKey)];
        _include = [.. parsed.List(IncludeKey)];
        _renames = ParseRenames(parsed.List(RenamesKey));
        ReplaceNullWithDefault = parsed.Boolean(TransformKeys.ReplaceNull);
    }

    /// <inheritdoc/>
    public override ConnectRecord Apply(ConnectRecord record)
    {
        if (ValueOf(record) is not { } value)
        {
            return record;
        }

        return SchemaOf(record) is null
            ? With(record, null, Apply(RequireMap(value, Purpose)))
            : Apply(record, RequireStruct(value, Purpose));
    }

    /// <summary>Reads pairs <c>old:new</c>.</summary>
    /// <exception cref="ConfigException">An element is no pair.</exception>
    private static Dictionary<string, string> ParseRenames(IReadOnlyList<string> mappings)
    {
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            var parts = TransformKeys.Split(mapping, ':');
            if (parts.Length != 2)
            {
                throw new ConfigException(RenamesKey, mappings, "Invalid rename mapping: " + mapping);
            }

            renames[parts[0]] = parts[1];
        }

        return renames;
    }

    private ConnectMap Apply(ConnectMap value)
    {
        var result = new ConnectMap(value.Count);
        foreach (var (key, item) in value.InJavaOrder())
        {
            if (key is string name && Keeps(name))
            {
                result[_renames.GetValueOrDefault(name, name)] = item;
            }
        }

        return result;
    }

    private ConnectRecord Apply(ConnectRecord record, Struct value)
    {
        var plan = _plans.Get(value.Schema);
        var result = new Struct(plan.Schema);
        for (var i = 0; i < plan.Sources.Length; i++)
        {
            result.Put(plan.Fields[i], FieldOf(value, plan.Sources[i]));
        }

        return With(record, plan.Schema, result);
    }

    private Plan PlanFor(Schema schema)
    {
        var builder = SchemaCopies.CopyBasics(schema, SchemaBuilder.Struct());
        foreach (var field in schema.Fields.Where(f => Keeps(f.Name)))
        {
            builder.Field(_renames.GetValueOrDefault(field.Name, field.Name), field.Schema);
        }

        var updated = builder.Build();
        var reverse = _renames.ToLookup(r => r.Value, r => r.Key);

        // As in Java a new name leads back to the old one even where the field was not renamed.
        return new Plan(updated, [.. updated.Fields], [.. updated.Fields.Select(f => Source(schema, reverse[f.Name].LastOrDefault() ?? f.Name))]);
    }

    private static Field Source(Schema schema, string name) => schema.Field(name) ?? throw new DataException($"{name} is not a valid field name");

    private bool Keeps(string name) => !_exclude.Contains(name) && (_include.Count == 0 || _include.Contains(name));

    /// <summary>For keys.</summary>
    public sealed class Key() : ReplaceField(RecordPart.Key);

    /// <summary>For values.</summary>
    public sealed class Value() : ReplaceField(RecordPart.Value);

    private sealed record Plan(Schema Schema, Field[] Fields, Field[] Sources);

    private sealed class RenamesValidator : ConfigValidator
    {
        public override void EnsureValid(string name, object? value)
        {
            if (value is IReadOnlyList<string> mappings)
            {
                ParseRenames(mappings);
            }
        }
    }
}
