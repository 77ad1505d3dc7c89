using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary>
/// <c>prefixItems</c> and <c>items</c>, in draft 7 <c>items</c> and <c>additionalItems</c>: the first elements of a list fit a schema each,
/// the rest one for all.
/// </summary>
internal sealed class ItemsKeyword(string location, SchemaNode[] first, SchemaNode? rest) : Keyword(location)
{
    public static IEnumerable<Keyword> Make(SchemaSource source)
    {
        var hasList = source.Json.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array;
        if (source.Draft == Draft.Of202012)
        {
            source.Require(!hasList, "items", "a schema; a list of schemas belongs under prefixItems");
            if (source.Has("items") || source.Has("prefixItems"))
            {
                yield return new ItemsKeyword(source.Location("items"), source.Schemas("prefixItems"), source.Schema("items"));
            }
        }
        else if (hasList)
        {
            yield return new ItemsKeyword(
                source.Location("items"), items.GetArrayLength() == 0 ? [] : source.Schemas("items"), source.Schema("additionalItems"));
        }
        else if (source.Has("items"))
        {
            yield return new ItemsKeyword(source.Location("items"), [], source.Schema("items"));
        }
    }

    public override bool Check(in Instance instance, Evaluation run)
    {
        if (instance.Kind != JsonKind.List)
        {
            return true;
        }

        var holds = true;
        var count = rest is null ? Math.Min(first.Length, instance.Elements.Count) : instance.Elements.Count;
        for (var i = 0; i < count; i++)
        {
            holds &= run.CheckElement(i < first.Length ? first[i] : rest!, i, instance.Element(i));
            if (!holds && run.StopsAtFirst)
            {
                return false;
            }
        }

        run.Evaluated?.AddFirstItems(count);
        return holds;
    }
}
