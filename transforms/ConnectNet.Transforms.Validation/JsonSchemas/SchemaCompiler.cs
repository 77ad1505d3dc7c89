using System.Text.Json;
using ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>Makes nodes of the schemas of a document, each once; it follows references as it meets them. Used while a schema is compiled.</summary>
internal sealed class SchemaCompiler(SchemaDocument document, SchemaOptions options)
{
    private readonly Dictionary<string, SchemaNode> _nodes = [];

    public SchemaOptions Options => options;

    /// <summary>Compiles the document.</summary>
    /// <exception cref="FormatException">A keyword is wrong, or a reference leads nowhere.</exception>
    public SchemaNode Compile()
    {
        foreach (var resource in document.Resources)
        {
            foreach (var (name, pointer) in resource.DynamicAnchors)
            {
                resource.DynamicNodes[name] = At(pointer);
            }
        }

        return At("");
    }

    /// <summary>The schema at a place.</summary>
    public SchemaNode At(string pointer)
    {
        if (_nodes.TryGetValue(pointer, out var node))
        {
            return node;
        }

        var json = document.At(pointer);
        node = new SchemaNode("#" + pointer, document.ResourceOf(pointer));
        _nodes[pointer] = node;
        switch (json.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False:
                node.Always = json.GetBoolean();
                break;
            case JsonValueKind.Object:
                var source = new SchemaSource(this, json, pointer, node.Resource);
                var keywords = KeywordFactory.Make(source).ToList();
                var leftovers = LeftoverKeywords.Make(source).ToList();
                node.AsksForEvaluated = leftovers.Count > 0;
                node.Keywords = [.. keywords, .. leftovers];
                break;
            default:
                throw new FormatException($"#{pointer} is neither an object nor true or false, so it is no schema");
        }

        return node;
    }

    /// <summary>The schema that a reference means, and the anchor it was found by.</summary>
    public (SchemaNode Node, string? Anchor) Follow(string reference, SchemaResource from)
    {
        var (pointer, anchor) = document.Resolve(reference, from);
        return (At(pointer), anchor);
    }
}
