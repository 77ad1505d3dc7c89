namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>anyOf</c>: the instance fits at least one of some schemas.</summary>
internal sealed class AnyOfKeyword(string location, SchemaNode[] schemas) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        var holds = false;
        foreach (var schema in schemas)
        {
            holds |= run.CheckSilently(schema, instance);
            // Every schema that fits may have something to say about what is evaluated.
            if (holds && run.Evaluated is null)
            {
                return true;
            }
        }

        return holds || (run.IsSilent ? false : run.Fail(Location, $"is {instance}, which fits none of the {schemas.Length} schemas"));
    }
}
