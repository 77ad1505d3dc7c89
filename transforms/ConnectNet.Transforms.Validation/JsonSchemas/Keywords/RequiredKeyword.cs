namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>required</c>: an object has some members.</summary>
internal sealed class RequiredKeyword(string location, string[] names) : Assertion(location)
{
    protected override bool Holds(in Instance instance) => instance.Kind != JsonKind.Object || FirstMissing(instance, names) is null;

    protected override string Problem(in Instance instance) => $"has no member '{FirstMissing(instance, names)}'";

    internal static string? FirstMissing(in Instance instance, string[] names)
    {
        foreach (var name in names)
        {
            if (!instance.Has(name))
            {
                return name;
            }
        }

        return null;
    }
}
