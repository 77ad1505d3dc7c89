using System.Text.Json;
using System.Text.RegularExpressions;
using ConnectNet.Connectors.Http.Rows;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Connectors.FacebookAds.Rows;

/// <summary>
/// The elements of list metrics: a value for each action type, with its parts by attribution window. Types are an open set and overlap,
/// so they stay rows of a list and are never summed.
/// </summary>
internal static partial class ActionStats
{
    private static readonly Schema OptionalDecimal = LogicalTypes.DecimalBuilder(Numbers.Scale).Optional().Build();

    public static Schema Schema { get; } = SchemaBuilder.Struct()
        .Field("action_type", Sdk.Data.Schema.OptionalString)
        .Field("value", OptionalDecimal)
        .Field("windows", SchemaBuilder.Map(Sdk.Data.Schema.String, OptionalDecimal).Build())
        .Field("dims", SchemaBuilder.Map(Sdk.Data.Schema.String, Sdk.Data.Schema.String).Build())
        .Build();

    /// <summary>False when the metric is no list or holds a text that is no number.</summary>
    public static bool TryRead(JsonElement element, out IReadOnlyList<object?>? value)
    {
        value = null;
        if (element.ValueKind != JsonValueKind.Array)
        {
            return element.ValueKind == JsonValueKind.Null;
        }

        var stats = new List<object?>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !TryReadOne(item, out var one))
            {
                return false;
            }

            stats.Add(one);
        }

        value = stats;
        return true;
    }

    /// <summary>The value of one action type; null when the list has none.</summary>
    public static BigDecimal? ValueOf(IReadOnlyList<object?>? stats, string actionType) =>
        stats?.OfType<Struct>().FirstOrDefault(one => (string?)one.Get("action_type") == actionType)?.Get("value") as BigDecimal?;

    private static bool TryReadOne(JsonElement item, out Struct one)
    {
        var windows = new ConnectMap();
        var dims = new ConnectMap();
        one = new Struct(Schema);
        foreach (var member in item.EnumerateObject())
        {
            if (member.Name == "action_type")
            {
                one.Put("action_type", Numbers.Text(member.Value));
            }
            else if (member.Name == "value" || Window().IsMatch(member.Name))
            {
                if (!Numbers.TryDecimal(member.Value, out var number))
                {
                    return false;
                }

                if (member.Name == "value")
                {
                    one.Put("value", number);
                }
                else
                {
                    windows[member.Name] = number;
                }
            }
            else if (Numbers.Text(member.Value) is { } text)
            {
                dims[member.Name] = text;
            }
        }

        one.Put("windows", windows).Put("dims", dims);
        return true;
    }

    [GeneratedRegex("^([0-9]+d_(click|view|ev).*|dda|default|inline|incrementality|skan_(click|view).*)$")]
    private static partial Regex Window();
}
