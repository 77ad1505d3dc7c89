namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>enum</c> and <c>const</c>: the instance is one of some values.</summary>
internal sealed class ConstantsKeyword(string location, Constant[] values) : Assertion(location)
{
    private const int MaxShown = 10;

    protected override bool Holds(in Instance instance)
    {
        foreach (var value in values)
        {
            if (value.Is(instance))
            {
                return true;
            }
        }

        return false;
    }

    protected override string Problem(in Instance instance) => values.Length == 1
        ? $"is {instance}, not {values[0].Shown}"
        : $"is {instance}, not one of {string.Join(", ", values.Take(MaxShown).Select(static v => v.Shown))}{(values.Length > MaxShown ? ", …" : "")}";
}
