namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>uniqueItems</c>: no two elements are the same.</summary>
internal sealed class UniqueItemsKeyword(string location) : Assertion(location)
{
    private const int FewElements = 16;

    private readonly HashSet<Instance> _seen = new(JsonEquality.Instance);

    protected override bool Holds(in Instance instance)
    {
        if (instance.Kind != JsonKind.List)
        {
            return true;
        }

        if (instance.Elements.Count <= FewElements)
        {
            return FewAreUnique(instance);
        }

        try
        {
            for (var i = 0; i < instance.Elements.Count; i++)
            {
                if (!_seen.Add(instance.Element(i)))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            _seen.Clear();
        }
    }

    protected override string Problem(in Instance instance) => $"is {instance}, in which not all elements differ";

    private static bool FewAreUnique(in Instance instance)
    {
        for (var i = 1; i < instance.Elements.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (JsonEquality.Instance.Equals(instance.Element(i), instance.Element(j)))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
