using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// How this worker writes JSON wherever a Java worker would: compact, Jackson's escapes, Java's number texts. The same settings serve
/// converters, internal topics, REST answers and signed bodies. Stateless.
/// </summary>
internal static class JavaJson
{
    /// <summary>Jackson's escapes.</summary>
    public static JavaEncoder Encoder { get; } = new();

    /// <summary>Options for a <see cref="Utf8JsonWriter"/>; structure is not checked, callers are trusted.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true };

    /// <summary>Writes a document with a writer of these options.</summary>
    public static byte[] Write<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer, state);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The text of a document written with these options.</summary>
    public static string WriteText<TState>(TState state, Action<Utf8JsonWriter, TState> write) => Encoding.UTF8.GetString(Write(state, write));

    /// <summary>Writes null, a string, number, flag or byte array as JSON without a schema shows it; false for anything else.</summary>
    public static bool TryWriteScalar(Utf8JsonWriter writer, [NotNullWhen(false)] object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                return true;
            case string text:
                writer.WriteStringValue(text);
                return true;
            case long number:
                writer.WriteNumberValue(number);
                return true;
            case int number:
                writer.WriteNumberValue(number);
                return true;
            case bool flag:
                writer.WriteBooleanValue(flag);
                return true;
            case double number:
                WriteNumber(writer, number);
                return true;
            case float number:
                WriteNumber(writer, number);
                return true;
            case short number:
                writer.WriteNumberValue(number);
                return true;
            case sbyte number:
                writer.WriteNumberValue(number);
                return true;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Writes a double: Java's text, or NaN and the infinities as strings.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        Span<byte> text = stackalloc byte[JavaNumbers.MaxLength];
        WriteNumberText(writer, text[..JavaNumbers.Format(value, text)], double.IsFinite(value));
    }

    /// <summary>Writes a float: Java's text, or NaN and the infinities as strings.</summary>
    public static void WriteNumber(Utf8JsonWriter writer, float value)
    {
        Span<byte> text = stackalloc byte[JavaNumbers.MaxLength];
        WriteNumberText(writer, text[..JavaNumbers.Format(value, text)], float.IsFinite(value));
    }

    private static void WriteNumberText(Utf8JsonWriter writer, ReadOnlySpan<byte> text, bool finite)
    {
        if (finite)
        {
            writer.WriteRawValue(text, skipInputValidation: true);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }
}
