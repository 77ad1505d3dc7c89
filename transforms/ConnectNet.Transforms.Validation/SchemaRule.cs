using ConnectNet.Transforms.Validation.JsonSchemas;

namespace ConnectNet.Transforms.Validation;

/// <summary>The key or value fits a JSON Schema. Used by one thread.</summary>
/// <param name="schema">The schema.</param>
/// <param name="action">What becomes of records that do not.</param>
internal sealed class SchemaRule(JsonSchema schema, RuleAction action) : Rule(SchemaName, action)
{
    /// <summary>The name by which headers and counters call it.</summary>
    public const string SchemaName = "schema";

    public override string? Problem(Found root) => schema.Problem(root) is { } problem ? $"schema: {problem}" : null;
}
