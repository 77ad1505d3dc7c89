namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>Whether two values are the same in JSON, and a hash to go with it, for <c>uniqueItems</c>. Stateless.</summary>
internal sealed class JsonEquality : IEqualityComparer<Instance>
{
    public static JsonEquality Instance { get; } = new();

    public bool Equals(Instance x, Instance y)
    {
        if (x.Kind != y.Kind)
        {
            return false;
        }

        return x.Kind switch
        {
            JsonKind.Null => true,
            JsonKind.Boolean => x.Value!.Equals(y.Value),
            JsonKind.Number => x.Number.IsSame(y.Number),
            JsonKind.Text => x.Text.SequenceEqual(y.Text),
            JsonKind.List => HaveSameElements(x, y),
            _ => HaveSameMembers(x, y),
        };
    }

    public int GetHashCode(Instance obj)
    {
        var hash = (int)obj.Kind;
        switch (obj.Kind)
        {
            case JsonKind.Boolean:
                return hash + (obj.Value is true ? 1 : 0);
            case JsonKind.Text:
                return string.GetHashCode(obj.Text, StringComparison.Ordinal);
            case JsonKind.Number:
                var number = obj.Number;
                return number.Kind == JsonNumberKind.Integer ? ((double)number.Integer).GetHashCode() : number.Exact().ToDouble().GetHashCode();
            case JsonKind.List:
                for (var i = 0; i < obj.Elements.Count; i++)
                {
                    hash = (hash * 31) + GetHashCode(obj.Element(i));
                }

                return hash;
            case JsonKind.Object:
                for (var i = 0; i < obj.Slots; i++)
                {
                    hash += obj.TryMember(i, out var name, out var member)
                        ? string.GetHashCode(name, StringComparison.Ordinal) ^ GetHashCode(member)
                        : 0;
                }

                return hash;
            default:
                return hash;
        }
    }

    private bool HaveSameElements(in Instance x, in Instance y)
    {
        if (x.Elements.Count != y.Elements.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Elements.Count; i++)
        {
            if (!Equals(x.Element(i), y.Element(i)))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveSameMembers(in Instance x, in Instance y)
    {
        if (x.CountMembers() != y.CountMembers())
        {
            return false;
        }

        for (var i = 0; i < x.Slots; i++)
        {
            if (x.TryMember(i, out var name, out var member) && !(y.TryFind(name, out var other) && Equals(member, other)))
            {
                return false;
            }
        }

        return true;
    }
}
