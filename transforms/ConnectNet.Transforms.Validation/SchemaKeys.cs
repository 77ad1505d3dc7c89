using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Transforms.Validation.JsonSchemas;

namespace ConnectNet.Transforms.Validation;

/// <summary>The keys about a JSON Schema, declared once, and how a rule is made of them. Stateless.</summary>
internal static class SchemaKeys
{
    /// <summary>Key of the schema.</summary>
    public const string Schema = "schema";

    /// <summary>Key of what becomes of records that do not fit it.</summary>
    public const string Action = "schema.action";

    private const string Formats = "schema.formats";
    private const string Times = "schema.times";
    private const string Nulls = "schema.nulls";
    private const string Text = "text";
    private const string Absent = "absent";

    /// <summary>Adds the declarations.</summary>
    public static ConfigDef Define(ConfigDef def) => def
        .Define(new ConfigKey(
            Schema,
            ConfigType.String,
            Importance.High,
            "A JSON Schema, draft 7 or 2020-12, that the whole key or value must fit: the schema itself, which starts with {, or the path of a file with it.")
        {
            Default = null,
        })
        .Define(new ConfigKey(Action, ConfigType.String, Importance.High, "What becomes of records that do not fit the schema; empty takes the key <code>action</code>.")
        {
            Default = null, Validator = RuleActions.OptionalValidator,
        })
        .Define(new ConfigKey(Formats, ConfigType.Boolean, Importance.Medium, "Whether the schema's keyword format is a condition; else it is a remark.")
        {
            Default = false,
        })
        .Define(new ConfigKey(
            Times,
            ConfigType.String,
            Importance.Medium,
            "What dates, times and timestamps are to the schema: the number that JsonConverter writes, or a text in ISO 8601 such as 2024-01-31T12:00:00.000Z.")
        {
            Default = "number", Validator = ConfigValidator.OneOf("number", Text),
        })
        .Define(new ConfigKey(
            Nulls,
            ConfigType.String,
            Importance.Medium,
            "What a struct field without value is to the schema: a member that is null, as JsonConverter writes it, or absent.")
        {
            Default = "null", Validator = ConfigValidator.OneOf("null", Absent),
        });

    /// <summary>Makes the rule; null where no schema is configured.</summary>
    /// <param name="parsed">The transformation's keys.</param>
    /// <param name="defaultAction">The action where none is named.</param>
    /// <exception cref="ConfigException">The schema cannot be read or compiled.</exception>
    public static SchemaRule? Parse(ParsedConfig parsed, RuleAction defaultAction)
    {
        if (parsed.Text(Schema)?.Trim() is not { Length: > 0 } schema)
        {
            return null;
        }

        var isInline = schema[0] == '{';
        var options = new SchemaOptions(parsed.Boolean(Formats), parsed.Text(Times) == Text, parsed.Text(Nulls) == Absent);
        try
        {
            var compiled = new JsonSchema(isInline ? schema : TextFile.ReadUtf8(schema), options);
            return new SchemaRule(compiled, parsed.Text(Action) is { } action ? RuleActions.Parse(action) : defaultAction);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ConfigException(Schema, schema, "the file cannot be read: " + e.Message);
        }
        catch (FormatException e)
        {
            throw new ConfigException(Schema, isInline ? "{…}" : schema, e.Message);
        }
    }
}
