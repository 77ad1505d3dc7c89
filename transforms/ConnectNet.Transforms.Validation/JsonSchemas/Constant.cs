using System.Text.Json;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>A JSON value of a schema (<c>const</c>, <c>enum</c>) that records are compared with. Numbers are equal by value. Used by one thread.</summary>
internal sealed class Constant
{
    private const int MaxShown = 60;

    private readonly JsonValueKind _kind;
    private readonly string? _text;
    private readonly NumberBound? _number;
    private readonly Constant[] _elements = [];
    private readonly Dictionary<string, Constant> _members = [];

    public Constant(JsonElement json)
    {
        _kind = json.ValueKind;
        var shown = json.GetRawText();
        Shown = shown.Length <= MaxShown ? shown : shown[..MaxShown] + "…";
        switch (_kind)
        {
            case JsonValueKind.String:
                _text = json.GetString();
                break;
            case JsonValueKind.Number:
                _number = new NumberBound(json.GetRawText());
                break;
            case JsonValueKind.Array:
                _elements = [.. json.EnumerateArray().Select(static e => new Constant(e))];
                break;
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _members[member.Name] = new Constant(member.Value);
                }

                break;
        }
    }

    /// <summary>The value as messages show it.</summary>
    public string Shown { get; }

    /// <summary>Whether a record's value is this one.</summary>
    public bool Is(in Instance instance) => _kind switch
    {
        JsonValueKind.Null => instance.Kind == JsonKind.Null,
        JsonValueKind.True => instance.Value is true,
        JsonValueKind.False => instance.Value is false,
        JsonValueKind.String => instance.Kind == JsonKind.Text && instance.Text.SequenceEqual(_text),
        JsonValueKind.Number => instance.Kind == JsonKind.Number && _number!.Compare(instance.Number) == 0,
        JsonValueKind.Array => instance.Kind == JsonKind.List && HasElements(instance),
        _ => instance.Kind == JsonKind.Object && HasMembers(instance),
    };

    private bool HasElements(in Instance instance)
    {
        if (instance.Elements.Count != _elements.Length)
        {
            return false;
        }

        for (var i = 0; i < _elements.Length; i++)
        {
            if (!_elements[i].Is(instance.Element(i)))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasMembers(in Instance instance)
    {
        var found = 0;
        for (var i = 0; i < instance.Slots; i++)
        {
            if (!instance.TryMember(i, out var name, out var member))
            {
                continue;
            }

            if (!_members.TryGetValue(name, out var constant) || !constant.Is(member))
            {
                return false;
            }

            found++;
        }

        return found == _members.Count;
    }
}
