namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>not</c>: the instance does not fit a schema.</summary>
internal sealed class NotKeyword(string location, SchemaNode schema) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        // Nothing inside counts as evaluated.
        var evaluated = run.Evaluated;
        run.Evaluated = null;
        var fits = run.CheckSilently(schema, instance);
        run.Evaluated = evaluated;
        return !fits || (run.IsSilent ? false : run.Fail(Location, $"is {instance}, which fits the schema that it must not fit"));
    }
}
