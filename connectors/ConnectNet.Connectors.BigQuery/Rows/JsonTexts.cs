using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>Maps, structs, lists, numbers and flags as the JSON text that goes into a JSON column.</summary>
internal static class JsonTexts
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <exception cref="ConversionException">A value in it has no JSON form.</exception>
    public static string Of(object value)
    {
        using var stream = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(stream, Plain);
            Write(writer, value);
            writer.Flush();
        }
        catch (Exception failure) when (failure is ArgumentException or InvalidOperationException)
        {
            throw new ConversionException("the value has no form in JSON: " + failure.Message);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(ProtoWriter.Utf8.GetBytes(text));
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case double number when !double.IsFinite(number):
            case float single when !float.IsFinite(single):
                throw new ConversionException("JSON has no NaN and no infinities");
            case ConnectMap map:
                WriteMap(writer, map);
                break;
            case Struct fields:
                WriteStruct(writer, fields);
                break;
            case IReadOnlyList<object?> list:
                WriteList(writer, list);
                break;
            default:
                writer.WriteRawValue(Texts.Of(value) ?? throw new ConversionException($"a value of type {JavaTypes.NameOf(value)} has no form in JSON"), skipInputValidation: true);
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, ConnectMap map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(ProtoWriter.Utf8.GetBytes(key as string ?? throw new ConversionException("the keys of a map in a JSON column must be texts")));
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteStruct(Utf8JsonWriter writer, Struct fields)
    {
        writer.WriteStartObject();
        foreach (var field in fields.Schema.Fields)
        {
            writer.WritePropertyName(ProtoWriter.Utf8.GetBytes(field.Name));
            Write(writer, fields.Get(field));
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<object?> list)
    {
        writer.WriteStartArray();
        foreach (var item in list)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }
}
