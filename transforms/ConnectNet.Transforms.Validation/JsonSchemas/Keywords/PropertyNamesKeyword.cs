namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>propertyNames</c>: the names of an object's members, as texts, fit a schema.</summary>
internal sealed class PropertyNamesKeyword(string location, SchemaNode schema, SchemaOptions options) : Keyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.Object)
        {
            return true;
        }

        var holds = true;
        for (var i = 0; i < instance.Slots; i++)
        {
            if (instance.TryMember(i, out var name, out _))
            {
                holds &= run.CheckMember(schema, name, Instance.Of(name, null, options));
                if (!holds && run.StopsAtFirst)
                {
                    return false;
                }
            }
        }

        return holds;
    }
}
