using System.Globalization;
using System.Text;

namespace ConnectNet.Sdk.Data;

/// <summary>Texts of Connect values.</summary>
public static partial class Values
{
    /// <summary>
    /// The text of Java's <c>toString</c>: maps <c>{a=1}</c>, lists <c>[1, 2]</c>, structs <c>Struct{a=1}</c> without empty fields,
    /// null <c>null</c>.
    /// </summary>
    public static string JavaText(object? value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return text.ToString();
    }

    private static readonly Lazy<JavaDateFormat> JavaDateTexts = new(() => new JavaDateFormat("EEE MMM dd HH:mm:ss zzz yyyy"));

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append(s);
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case Struct data:
                AppendStruct(text, data);
                break;
            case ConnectMap map:
                AppendJoined(text, '{', map.InJavaOrder(), ", ", '}', static (t, entry) =>
                {
                    Append(t, entry.Key);
                    Append(t.Append('='), entry.Value);
                });
                break;
            case IReadOnlyList<object?> list:
                AppendJoined(text, '[', list, ", ", ']', Append);
                break;
            case double number:
                text.Append(JavaFloatText.Of(number));
                break;
            case float number:
                text.Append(JavaFloatText.Of(number));
                break;
            case EpochMillis time:
                text.Append(JavaDateTexts.Value.Format(time));
                break;
            case byte[] bytes:
                // Java shows an identity here; the length at least tells something.
                text.Append("[B@").Append(bytes.Length.ToString("x", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendStruct(StringBuilder text, Struct data)
    {
        var set = data.Schema.Fields.Where(f => data.GetWithoutDefault(f) is not null);
        AppendJoined(text.Append("Struct"), '{', set, ",", '}', (t, field) =>
            Append(t.Append(field.Name).Append('='), data.GetWithoutDefault(field)));
    }

    private static void AppendJoined<T>(
        StringBuilder text, char open, IEnumerable<T> items, string separator, char close, Action<StringBuilder, T> append)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
            {
                text.Append(separator);
            }

            first = false;
            append(text, item);
        }

        text.Append(close);
    }
}
