namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>if</c>, <c>then</c>, <c>else</c>: which schema counts depends on another.</summary>
internal sealed class IfKeyword(string location, SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        var branch = run.CheckSilently(condition, instance) ? then : otherwise;
        return branch is null || branch.Check(instance, run);
    }
}
