using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A JSON Schema document with its resources and anchors. Nothing outside of the document is ever read. Used while a schema is compiled.
/// </summary>
internal sealed class SchemaDocument
{
    private static readonly HashSet<string> HoldSchema =
    [
        "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties",
    ];

    private static readonly HashSet<string> HoldSchemas = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];

    private static readonly HashSet<string> HoldNamedSchemas =
        ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

    private readonly JsonElement _root;
    private readonly Dictionary<string, SchemaResource> _resources = [];
    private readonly Dictionary<string, SchemaResource> _byPointer = [];

    /// <exception cref="FormatException">Two parts have one identifier, or one names a draft that is not supported.</exception>
    public SchemaDocument(JsonElement root)
    {
        _root = root;
        Root = new SchemaResource(new Uri("json-schema://document/"), "", DraftOf(root, Draft.Of202012, ""));
        _resources[Root.BaseUri.AbsoluteUri] = Root;
        _byPointer[""] = Root;
        Visit(root, "", Root);
    }

    /// <summary>The resource that the document is.</summary>
    public SchemaResource Root { get; private set; }

    public IEnumerable<SchemaResource> Resources => _resources.Values.Distinct();

    /// <summary>What a pointer leads to.</summary>
    /// <exception cref="FormatException">There is nothing.</exception>
    public JsonElement At(string pointer) => JsonPointer.Find(_root, pointer)
        ?? throw new FormatException($"the reference to #{pointer} leads to nothing");

    /// <summary>The resource that a place belongs to.</summary>
    public SchemaResource ResourceOf(string pointer)
    {
        for (var at = pointer; ; at = at[..at.LastIndexOf('/')])
        {
            if (_byPointer.TryGetValue(at, out var resource))
            {
                return resource;
            }
        }
    }

    /// <summary>Finds what a reference means.</summary>
    /// <returns>The pointer, and the name of the anchor where it was found by one.</returns>
    /// <exception cref="FormatException">It means nothing in this document.</exception>
    public (string Pointer, string? Anchor) Resolve(string reference, SchemaResource from)
    {
        if (!Uri.TryCreate(from.BaseUri, reference, out var uri))
        {
            throw new FormatException($"the reference {reference} is no URI");
        }

        if (!_resources.TryGetValue(WithoutFragment(uri), out var resource))
        {
            throw new FormatException($"the reference {reference} leads out of the document; put the schema under $defs, with this $id");
        }

        var fragment = Uri.UnescapeDataString(uri.Fragment.TrimStart('#'));
        if (fragment.Length == 0 || fragment[0] == '/')
        {
            return (resource.Pointer + fragment, null);
        }

        return resource.Anchors.TryGetValue(fragment, out var pointer)
            ? (pointer, fragment)
            : throw new FormatException($"the reference {reference} leads to nothing; there is no such anchor");
    }

    private void Visit(JsonElement schema, string pointer, SchemaResource resource)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        resource = Identify(schema, pointer, resource);
        _byPointer[pointer] = resource;
        foreach (var keyword in schema.EnumerateObject())
        {
            var at = pointer + "/" + JsonPointer.Escape(keyword.Name);
            switch (keyword.Value.ValueKind)
            {
                case JsonValueKind.Object when HoldSchema.Contains(keyword.Name):
                    Visit(keyword.Value, at, resource);
                    break;
                case JsonValueKind.Array when HoldSchemas.Contains(keyword.Name):
                    for (var i = 0; i < keyword.Value.GetArrayLength(); i++)
                    {
                        Visit(keyword.Value[i], $"{at}/{i}", resource);
                    }

                    break;
                case JsonValueKind.Object when HoldNamedSchemas.Contains(keyword.Name):
                    foreach (var named in keyword.Value.EnumerateObject())
                    {
                        Visit(named.Value, at + "/" + JsonPointer.Escape(named.Name), resource);
                    }

                    break;
            }
        }
    }

    private SchemaResource Identify(JsonElement schema, string pointer, SchemaResource resource)
    {
        var draft = DraftOf(schema, resource.Draft, pointer);
        if (draft == Draft.Seven && schema.TryGetProperty("$ref", out _))
        {
            // Beside a reference nothing counts in draft 7.
            return resource;
        }

        if (TextOf(schema, "$id") is { } id)
        {
            if (draft == Draft.Seven && id.StartsWith('#'))
            {
                resource.Anchors[id[1..]] = pointer;
            }
            else
            {
                resource = Resource(id, pointer, resource, draft);
            }
        }

        if (draft == Draft.Of202012)
        {
            if (TextOf(schema, "$anchor") is { } anchor)
            {
                resource.Anchors[anchor] = pointer;
            }

            if (TextOf(schema, "$dynamicAnchor") is { } dynamicAnchor)
            {
                resource.Anchors[dynamicAnchor] = pointer;
                resource.DynamicAnchors[dynamicAnchor] = pointer;
            }
        }

        return resource;
    }

    private SchemaResource Resource(string id, string pointer, SchemaResource outer, Draft draft)
    {
        if (!Uri.TryCreate(outer.BaseUri, id, out var uri))
        {
            throw new FormatException($"the $id {id} is no URI");
        }

        var resource = new SchemaResource(new Uri(WithoutFragment(uri)), pointer, draft);
        if (pointer.Length == 0)
        {
            Root = resource;
        }

        return _resources.TryAdd(resource.BaseUri.AbsoluteUri, resource)
            ? resource
            : throw new FormatException($"two parts have the $id {id}");
    }

    private static Draft DraftOf(JsonElement schema, Draft outer, string pointer) => TextOf(schema, "$schema")?.TrimEnd('#') switch
    {
        null => outer,
        "https://json-schema.org/draft/2020-12/schema" => Draft.Of202012,
        "http://json-schema.org/draft-07/schema" or "https://json-schema.org/draft-07/schema" => Draft.Seven,
        var other => throw new FormatException(
            $"#{pointer}/$schema is {other}; known are http://json-schema.org/draft-07/schema and https://json-schema.org/draft/2020-12/schema"),
    };

    private static string? TextOf(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string WithoutFragment(Uri uri)
    {
        var text = uri.AbsoluteUri;
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? text : text[..hash];
    }
}
