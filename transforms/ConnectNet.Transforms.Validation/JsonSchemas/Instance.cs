using System.Globalization;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>
/// A Connect value seen as the JSON that a JSON converter with <c>decimal.format=NUMERIC</c> would write for it: bytes are base64 texts,
/// structs objects, maps with other keys than texts lists of pairs. Nothing is converted before a keyword asks for it.
/// </summary>
internal readonly struct Instance
{
    private readonly SchemaOptions _options;

    private Instance(object? value, Schema? schema, JsonKind kind, SchemaOptions options)
    {
        Value = value;
        Schema = schema;
        Kind = kind;
        _options = options;
    }

    public object? Value { get; }

    public Schema? Schema { get; }

    public JsonKind Kind { get; }

    /// <summary>The number of an instance that is one.</summary>
    public JsonNumber Number => JsonNumber.Of(Value!, Schema);

    /// <summary>The text of an instance that is one.</summary>
    public ReadOnlySpan<char> Text => Value switch
    {
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        EpochMillis time => TimeTexts.Of(time, Schema),
        _ => Values.JavaText(Value),
    };

    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<object?> Elements => (IReadOnlyList<object?>)Value!;

    /// <summary>Number of members of an object, those that count as absent included.</summary>
    public int Slots => Value is Struct data ? data.Schema.Fields.Count : ((ConnectMap)Value!).Count;

    /// <summary>Sees a value.</summary>
    /// <exception cref="DataException">The value is none of the data model.</exception>
    public static Instance Of(object? value, Schema? schema, SchemaOptions options) => value switch
    {
        null => new(null, schema, JsonKind.Null, options),
        string => new(value, schema, JsonKind.Text, options),
        long or int or short or sbyte or BigDecimal => new(value, schema, JsonKind.Number, options),
        double number => new(value, schema, double.IsFinite(number) ? JsonKind.Number : JsonKind.Text, options),
        float number => new(value, schema, float.IsFinite(number) ? JsonKind.Number : JsonKind.Text, options),
        bool => new(value, schema, JsonKind.Boolean, options),
        EpochMillis => new(value, schema, options.TimesAreText ? JsonKind.Text : JsonKind.Number, options),
        Struct => new(value, schema, JsonKind.Object, options),
        byte[] => new(value, schema, JsonKind.Text, options),
        ConnectMap map when HasTextKeys(map, schema) => new(value, schema, JsonKind.Object, options),
        ConnectMap map => new(Pairs(map), null, JsonKind.List, options),
        IReadOnlyList<object?> => new(value, schema, JsonKind.List, options),
        _ => throw new DataException($"A JSON Schema cannot check a value of {JavaTypes.NameOf(value)}"),
    };

    /// <summary>An element of a list.</summary>
    public Instance Element(int index) => Of(Elements[index], Schema?.ValueSchema, _options);

    /// <summary>The member in a slot of an object; false where it counts as absent.</summary>
    public bool TryMember(int slot, out string name, out Instance member)
    {
        if (Value is Struct data)
        {
            var field = data.Schema.Fields[slot];
            name = field.Name;
            return TryMember(data, field, out member);
        }

        var (key, value) = ((ConnectMap)Value!).GetAt(slot);
        name = (string)key;
        member = Of(value, Schema?.ValueSchema, _options);
        return true;
    }

    /// <summary>A member of an object whose value is a struct.</summary>
    public bool TryMember(Struct data, Field field, out Instance member)
    {
        member = Of(data.Get(field), field.Schema, _options);
        return member.Value is not null || !_options.NullsAreAbsent;
    }

    /// <summary>Whether an object has a member.</summary>
    public bool Has(string name) => Value is Struct data
        ? data.Schema.Field(name) is { } field && (!_options.NullsAreAbsent || data.Get(field) is not null)
        : ((ConnectMap)Value!).ContainsKey(name);

    /// <summary>A member of an object by its name.</summary>
    public bool TryFind(string name, out Instance member)
    {
        if (Value is Struct data)
        {
            member = default;
            return data.Schema.Field(name) is { } field && TryMember(data, field, out member);
        }

        var found = ((ConnectMap)Value!).TryGetValue(name, out var value);
        member = Of(value, Schema?.ValueSchema, _options);
        return found;
    }

    /// <summary>How many members an object has.</summary>
    public int CountMembers()
    {
        var count = 0;
        for (var i = 0; i < Slots; i++)
        {
            count += TryMember(i, out _, out _) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The value as messages show it.</summary>
    public override string ToString() => Value is EpochMillis
        ? Kind == JsonKind.Number ? Number.Integer.ToString(CultureInfo.InvariantCulture) : $"'{Text}'"
        : new Found(Value, Schema, true).ToString();

    private static bool HasTextKeys(ConnectMap map, Schema? schema)
    {
        if (schema?.KeySchema is { } keys)
        {
            return keys.Type == SchemaType.String;
        }

        for (var i = 0; i < map.Count; i++)
        {
            if (map.GetAt(i).Key is not string)
            {
                return false;
            }
        }

        return true;
    }

    private static List<object?> Pairs(ConnectMap map) => [.. map.InJavaOrder().Select(static entry => new List<object?> { entry.Key, entry.Value })];
}
