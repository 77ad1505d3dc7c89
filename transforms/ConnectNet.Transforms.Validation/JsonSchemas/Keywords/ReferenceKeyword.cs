namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>$ref</c>: the instance fits another schema of the document.</summary>
internal sealed class ReferenceKeyword(string location, SchemaNode target) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run) => target.Check(instance, run);
}

/// <summary><c>$dynamicRef</c> that starts at a dynamic anchor: the outermost resource on the way here that has the anchor decides.</summary>
internal sealed class DynamicReferenceKeyword(string location, SchemaNode start, string anchor) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run) => (run.OutermostDynamic(anchor) ?? start).Check(instance, run);
}
