namespace ConnectNet.Transforms.Validation.JsonSchemas.Keywords;

/// <summary>The six limits of the length of texts, in characters, of lists and of objects.</summary>
internal sealed class SizeKeyword : Assertion
{
    private readonly JsonKind _kind;
    private readonly bool _isMinimum;
    private readonly int _limit;

    public SizeKeyword(string location, string name, int limit)
        : base(location)
    {
        _isMinimum = name.StartsWith("min", StringComparison.Ordinal);
        _kind = name[3..] switch
        {
            "Length" => JsonKind.Text,
            "Items" => JsonKind.List,
            _ => JsonKind.Object,
        };
        _limit = limit;
    }

    protected override bool Holds(in Instance instance) =>
        instance.Kind != _kind || (_isMinimum ? SizeOf(instance) >= _limit : SizeOf(instance) <= _limit);

    protected override string Problem(in Instance instance) => _kind switch
    {
        JsonKind.Text => $"is {instance} of length {SizeOf(instance)}, {(_isMinimum ? "shorter" : "longer")} than {_limit}",
        JsonKind.List => $"has {SizeOf(instance)} elements, {(_isMinimum ? "less" : "more")} than {_limit}",
        _ => $"has {SizeOf(instance)} members, {(_isMinimum ? "less" : "more")} than {_limit}",
    };

    private int SizeOf(in Instance instance) => _kind switch
    {
        JsonKind.Text when instance.Value is byte[] bytes => (bytes.Length + 2) / 3 * 4,
        JsonKind.Text => Characters(instance.Text),
        JsonKind.List => instance.Elements.Count,
        _ => instance.CountMembers(),
    };

    // Two surrogates are one character.
    private static int Characters(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            count -= char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return count;
    }
}
