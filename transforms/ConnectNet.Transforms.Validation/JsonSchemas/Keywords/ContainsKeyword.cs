namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>: some elements of a list fit a schema.</summary>
internal sealed class ContainsKeyword(SchemaSource source, int minimum, int maximum) : Keyword(source.Location("contains"))
{
    private readonly SchemaNode _schema = source.Schema("contains")!;

    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.List)
        {
            return true;
        }

        var fits = 0;
        var evaluated = run.Evaluated;
        run.Evaluated = null;
        for (var i = 0; i < instance.Elements.Count; i++)
        {
            if (run.CheckSilently(_schema, instance.Element(i)))
            {
                fits++;
                evaluated?.AddItem(i);
            }
        }

        run.Evaluated = evaluated;
        return (fits >= minimum && fits <= maximum) || (run.IsSilent
            ? false
            : run.Fail(Location, $"has {fits} elements of the kind wanted, {(fits < minimum ? $"less than {minimum}" : $"more than {maximum}")}"));
    }
}
