namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary><c>type</c>: the instance is of one of some kinds. A number without fraction is an integer, whatever its Connect type.</summary>
internal sealed class TypeKeyword : Assertion
{
    private readonly string[] _names;
    private readonly bool[] _allowed = new bool[Enum.GetValues<JsonKind>().Length];
    private readonly bool _onlyIntegers;

    public TypeKeyword(string location, string[] names)
        : base(location)
    {
        _names = names;
        foreach (var name in names)
        {
            _allowed[(int)KindOf(name, location)] = true;
        }

        _onlyIntegers = names.Contains("integer") && !names.Contains("number");
    }

    protected override bool Holds(in Instance instance) =>
        _allowed[(int)instance.Kind] && (!_onlyIntegers || instance.Kind != JsonKind.Number || instance.Number.IsIntegral);

    protected override string Problem(in Instance instance) => $"is {instance}, not of type {string.Join(" or ", _names)}";

    private static JsonKind KindOf(string name, string location) => name switch
    {
        "null" => JsonKind.Null,
        "boolean" => JsonKind.Boolean,
        "number" or "integer" => JsonKind.Number,
        "string" => JsonKind.Text,
        "array" => JsonKind.List,
        "object" => JsonKind.Object,
        _ => throw new FormatException($"{location} is {name}; types are null, boolean, integer, number, string, array and object"),
    };
}
