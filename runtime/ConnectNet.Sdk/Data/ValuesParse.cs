using ConnectNet.Sdk.Errors;

namespace ConnectNet.Sdk.Data;

/// <summary>Reading values from text.</summary>
public static partial class Values
{
    /// <summary>
    /// Finds the value that a text stands for, as headers are read: null, boolean, number (the smallest type that holds it), date, time,
    /// timestamp, list <c>[…]</c> or map <c>{…}</c>; anything else is a string.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>The value with its schema; neither for null and <c>null</c>.</returns>
    public static SchemaAndValue ParseString(string? text)
    {
        if (text is null)
        {
            return SchemaAndValue.Null;
        }

        return text.Length == 0 ? new SchemaAndValue(Schema.String, text) : new ValueParser(text).Parse(embedded: false);
    }

    /// <summary>The schema of a value by its class; null where it has none, as for dates, decimals and empty or mixed containers.</summary>
    public static Schema? InferSchema(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case Struct data:
                return data.Schema;
            case ConnectMap map:
                var keys = CommonType(map.Keys);
                var values = CommonType(map.Values);
                return keys is null || values is null ? null : SchemaBuilder.Map(keys, values).Build();
            case IReadOnlyList<object?> list:
                return CommonType(list) is { } elements ? SchemaBuilder.Array(elements).Build() : null;
            default:
                return SchemaValidator.TypeOf(value) is { } type ? new SchemaBuilder(type).Build() : null;
        }
    }

    private static Schema? CommonType(IEnumerable<object?> values)
    {
        SchemaType? known = null;
        var optional = false;
        foreach (var value in values)
        {
            if (value is null)
            {
                optional = true;
            }
            else if (InferSchema(value) is not { } schema || (known ?? schema.Type) != schema.Type)
            {
                return null;
            }
            else
            {
                known = schema.Type;
            }
        }

        if (known is null)
        {
            return null;
        }

        // Containers lose their element types here, as in Java.
        var builder = new SchemaBuilder(known.Value);
        return optional ? builder.Optional().Build() : builder.Build();
    }
}
