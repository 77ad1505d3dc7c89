using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A JSON Schema, draft 7 or 2020-12, compiled once and run over Connect values as they are. Allocates nothing for most values that fit.
/// Used by one thread.
/// </summary>
internal sealed class JsonSchema
{
    private readonly SchemaNode _root;
    private readonly SchemaOptions _options;
    private readonly Evaluation _run = new();

    /// <param name="text">The schema.</param>
    /// <param name="options">How values are seen.</param>
    /// <exception cref="FormatException">It is no JSON, or no schema that can be compiled; the text says where.</exception>
    public JsonSchema(string text, SchemaOptions options)
    {
        _options = options;
        try
        {
            using var json = JsonDocument.Parse(text);
            _root = new SchemaCompiler(new SchemaDocument(json.RootElement), options).Compile();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"this is no JSON: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with a value, each with its path and the keyword, in one line; or null.</summary>
    public string? Problem(Found root) =>
        _run.Run(_root, Instance.Of(root.Value, root.Schema, _options)) ? null : string.Join(", ", _run.Problems);
}
