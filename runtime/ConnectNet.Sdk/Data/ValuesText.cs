using System.Text;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Sdk.Data;

/// <summary>The texts that header values have, which <see cref="Values.ParseString"/> reads again.</summary>
public static partial class Values
{
    internal static readonly JavaDateFormat DateTexts = new("yyyy-MM-dd");
    internal static readonly JavaDateFormat TimeTexts = new("HH:mm:ss.SSS'Z'");
    internal static readonly JavaDateFormat TimestampTexts = new("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

    /// <summary>
    /// The text of a value in a header: strings raw, bytes in base64, lists <c>[1,2]</c>, maps and structs <c>{"a":1}</c>, points in time in
    /// ISO 8601 (below one day as a time of day, whole days as a date).
    /// </summary>
    /// <exception cref="DataException">The value has no such text.</exception>
    public static string? ConvertToString(object? value)
    {
        if (value is null or string)
        {
            return (string?)value;
        }

        var text = new StringBuilder();
        AppendHeader(text, value, embedded: false);
        return text.ToString();
    }

    /// <summary>The date, time or timestamp text of a point in time.</summary>
    public static string TimeText(EpochMillis time)
    {
        var format = time.Value < EpochMillis.PerDay ? TimeTexts : time.Value % EpochMillis.PerDay == 0 ? DateTexts : TimestampTexts;
        return format.Format(time);
    }

    private static void AppendHeader(StringBuilder text, object? value, bool embedded)
    {
        switch (value)
        {
            case null or bool or sbyte or short or int or long or float or double or BigDecimal or System.Numerics.BigInteger:
                AppendJavaText(text, value);
                break;
            case string s when embedded:
                text.Append('"').Append(s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
                break;
            case string s:
                text.Append(s);
                break;
            case byte[] bytes:
                text.Append(embedded ? "\"" : "").Append(Convert.ToBase64String(bytes)).Append(embedded ? "\"" : "");
                break;
            case IReadOnlyList<object?> list:
                AppendJoined(text, '[', list, ",", ']', static (t, v) => AppendHeader(t, v, embedded: true));
                break;
            case ConnectMap map:
                AppendJoined(text, '{', map.InJavaOrder(), ",", '}', static (t, e) => AppendEntry(t, e.Key, e.Value));
                break;
            case Struct data:
                AppendJoined(text, '{', data.Schema.Fields, ",", '}', (t, field) => AppendEntry(t, field.Name, data.Get(field)));
                break;
            case EpochMillis time:
                text.Append(TimeText(time));
                break;
            default:
                throw new DataException($"Failed to serialize unexpected value type {JavaTypes.NameOf(value)}: {value}");
        }
    }

    private static void AppendEntry(StringBuilder text, object key, object? value)
    {
        AppendHeader(text, key, embedded: true);
        text.Append(':');
        AppendHeader(text, value, embedded: true);
    }
}
