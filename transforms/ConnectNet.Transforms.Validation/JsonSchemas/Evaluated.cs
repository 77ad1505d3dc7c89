namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// The members and elements of one instance that subschemas have looked at, for <c>unevaluatedProperties</c> and
/// <c>unevaluatedItems</c>. What a failed subschema has added is taken back. Used by one thread.
/// </summary>
internal sealed class Evaluated
{
    private readonly List<string> _names = [];
    private readonly List<int> _items = [];
    private int _firstItems;

    public EvaluatedMark Mark => new(_names.Count, _items.Count, _firstItems);

    public void Add(string name) => _names.Add(name);

    public void AddItem(int index) => _items.Add(index);

    /// <summary>The first elements are evaluated.</summary>
    public void AddFirstItems(int count) => _firstItems = Math.Max(_firstItems, count);

    public bool Has(string name) => _names.Contains(name);

    public bool HasItem(int index) => index < _firstItems || _items.Contains(index);

    public void RollBack(EvaluatedMark mark)
    {
        _names.RemoveRange(mark.Names, _names.Count - mark.Names);
        _items.RemoveRange(mark.Items, _items.Count - mark.Items);
        _firstItems = mark.FirstItems;
    }

    public void Merge(Evaluated other)
    {
        _names.AddRange(other._names);
        _items.AddRange(other._items);
        AddFirstItems(other._firstItems);
    }

    public void Clear() => RollBack(default);
}

/// <summary>A point to go back to.</summary>
internal readonly record struct EvaluatedMark(int Names, int Items, int FirstItems);
