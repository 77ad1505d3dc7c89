namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c> and the exclusive two.</summary>
internal sealed class BoundKeyword(string location, string name, NumberBound bound) : Assertion(location)
{
    protected override bool Holds(in Instance instance)
    {
        if (instance.Kind != JsonKind.Number)
        {
            return true;
        }

        var sign = bound.Compare(instance.Number);
        return name switch
        {
            "minimum" => sign >= 0,
            "exclusiveMinimum" => sign > 0,
            "maximum" => sign <= 0,
            _ => sign < 0,
        };
    }

    protected override string Problem(in Instance instance) => name switch
    {
        "minimum" => $"is {instance}, less than the minimum {bound.Text}",
        "exclusiveMinimum" => $"is {instance}, not more than {bound.Text}",
        "maximum" => $"is {instance}, more than the maximum {bound.Text}",
        _ => $"is {instance}, not less than {bound.Text}",
    };
}
