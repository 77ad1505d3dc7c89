namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>A part of a document that has an identifier of its own; the document itself is one. Filled before records are checked.</summary>
/// <param name="baseUri">What references inside are relative to.</param>
/// <param name="pointer">Where it starts in the document.</param>
/// <param name="draft">The draft it is written in.</param>
internal sealed class SchemaResource(Uri baseUri, string pointer, Draft draft)
{
    public Uri BaseUri => baseUri;

    public string Pointer => pointer;

    public Draft Draft => draft;

    /// <summary>Pointers by the names of anchors, dynamic ones included.</summary>
    public Dictionary<string, string> Anchors { get; } = [];

    /// <summary>Pointers by the names of dynamic anchors.</summary>
    public Dictionary<string, string> DynamicAnchors { get; } = [];

    /// <summary>The schemas that dynamic references may lead to.</summary>
    public Dictionary<string, SchemaNode> DynamicNodes { get; } = [];
}

/// <summary>A release of the JSON Schema specification.</summary>
internal enum Draft
{
    Seven,
    Of202012,
}
