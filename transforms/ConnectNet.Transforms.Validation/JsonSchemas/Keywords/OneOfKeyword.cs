namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>oneOf</c>: the instance fits exactly one of some schemas.</summary>
internal sealed class OneOfKeyword(string location, SchemaNode[] schemas) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        var fits = 0;
        foreach (var schema in schemas)
        {
            fits += run.CheckSilently(schema, instance) ? 1 : 0;
        }

        return fits == 1 || (run.IsSilent ? false : run.Fail(Location, $"is {instance}, which fits {fits} of the {schemas.Length} schemas, not exactly one"));
    }
}
