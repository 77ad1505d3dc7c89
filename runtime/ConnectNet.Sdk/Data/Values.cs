using System.Globalization;
using System.Text;
using ConnectNet.Sdk.Java;

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
        var text = new StringBuilder(256);
        AppendJavaText(text, value);
        return text.ToString();
    }

    private delegate int FormatNumber<T>(T number, Span<byte> ascii);

    private static readonly Lazy<JavaDateFormat> JavaDateTexts = new(() => new JavaDateFormat("EEE MMM dd HH:mm:ss zzz y"));

    /// <summary>Appends what <see cref="JavaText"/> gives.</summary>
    public static void AppendJavaText(StringBuilder text, object? value)
    {
        ArgumentNullException.ThrowIfNull(text);
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string s:
                text.Append(s);
                break;
            case long number:
                text.Append(CultureInfo.InvariantCulture, $"{number}");
                break;
            case bool flag:
                text.Append(flag ? "true" : "false");
                break;
            case Struct data:
                AppendStruct(text, data);
                break;
            case ConnectMap map:
                AppendMap(text, map);
                break;
            case IReadOnlyList<object?> list:
                AppendJoined(text, '[', list, ", ", ']', AppendJavaText);
                break;
            case double number:
                AppendAscii(text, stackalloc byte[JavaFloatText.MaxLength], number, JavaFloatText.Format);
                break;
            case float number:
                AppendAscii(text, stackalloc byte[JavaFloatText.MaxLength], number, JavaFloatText.Format);
                break;
            case BigDecimal number:
                AppendDecimal(text, number);
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

    private static void AppendAscii<T>(StringBuilder text, Span<byte> ascii, T number, FormatNumber<T> format)
    {
        Span<char> chars = stackalloc char[JavaFloatText.MaxLength];
        text.Append(chars[..Encoding.ASCII.GetChars(ascii[..format(number, ascii)], chars)]);
    }

    private static void AppendDecimal(StringBuilder text, BigDecimal number)
    {
        Span<char> chars = stackalloc char[BigDecimal.MaxShortLength];
        if (number.TryFormatShort(chars, out var length))
        {
            text.Append(chars[..length]);
        }
        else
        {
            text.Append(number.ToString());
        }
    }

    private static void AppendStruct(StringBuilder text, Struct data)
    {
        text.Append("Struct{");
        var first = true;
        foreach (var field in data.Schema.FieldList!)
        {
            if (data.GetRaw(field.Index) is { } value)
            {
                text.Append(first ? "" : ",").Append(field.Name).Append('=');
                AppendJavaText(text, value);
                first = false;
            }
        }

        text.Append('}');
    }

    private static void AppendMap(StringBuilder text, ConnectMap map)
    {
        Span<int> order = map.Count <= JavaHash.Few ? stackalloc int[JavaHash.Few] : new int[map.Count];
        map.JavaOrder(order);
        text.Append('{');
        for (var i = 0; i < map.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            AppendJavaText(text, map.KeyAt(order[i]));
            AppendJavaText(text.Append('='), map.ValueAt(order[i]));
        }

        text.Append('}');
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
