namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>allOf</c>: the instance fits every one of some schemas.</summary>
internal sealed class AllOfKeyword(string location, SchemaNode[] schemas) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        var holds = true;
        foreach (var schema in schemas)
        {
            holds &= schema.Check(instance, run);
            if (!holds && run.StopsAtFirst)
            {
                return false;
            }
        }

        return holds;
    }
}
