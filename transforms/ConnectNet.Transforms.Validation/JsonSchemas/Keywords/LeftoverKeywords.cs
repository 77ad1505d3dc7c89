namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary>Makes the keywords about what no other has evaluated, which only 2020-12 has. Pure functions.</summary>
internal static class LeftoverKeywords
{
    public static IEnumerable<Keyword> Make(SchemaSource source)
    {
        if (source.Draft == Draft.Of202012)
        {
            if (source.Schema("unevaluatedProperties") is { } properties)
            {
                yield return new UnevaluatedPropertiesKeyword(source.Location("unevaluatedProperties"), properties);
            }

            if (source.Schema("unevaluatedItems") is { } items)
            {
                yield return new UnevaluatedItemsKeyword(source.Location("unevaluatedItems"), items);
            }
        }
    }
}

/// <summary><c>unevaluatedProperties</c>: members that no other keyword, here or in a schema applied here, has looked at fit a schema.</summary>
internal sealed class UnevaluatedPropertiesKeyword(string location, SchemaNode schema) : LeftoverKeyword(location)
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
            if (instance.TryMember(i, out var name, out var member) && !run.Evaluated!.Has(name))
            {
                holds &= run.CheckMember(schema, name, member);
                run.Evaluated.Add(name);
            }
        }

        return holds;
    }
}

/// <summary><c>unevaluatedItems</c>: elements that no other keyword, here or in a schema applied here, has looked at fit a schema.</summary>
internal sealed class UnevaluatedItemsKeyword(string location, SchemaNode schema) : LeftoverKeyword(location)
{
    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.List)
        {
            return true;
        }

        var holds = true;
        for (var i = 0; i < instance.Elements.Count; i++)
        {
            if (!run.Evaluated!.HasItem(i))
            {
                holds &= run.CheckElement(schema, i, instance.Element(i));
            }
        }

        run.Evaluated!.AddFirstItems(instance.Elements.Count);
        return holds;
    }
}
