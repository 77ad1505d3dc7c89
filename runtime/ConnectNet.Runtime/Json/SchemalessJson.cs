using System.Text.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Schemaless values as JSON: what the worker's internal converter (<c>schemas.enable=false</c>) writes to the config, offset and
/// status topics, and what any JSON payload without a schema reads as. Maps keep their order; callers that need Java's hash order sort
/// before they write. Stateless.
/// </summary>
internal static class SchemalessJson
{
    /// <summary>Writes a value; null becomes the text <c>null</c>.</summary>
    /// <exception cref="DataException">A value has no JSON form without a schema.</exception>
    public static byte[] Write(object? value) => JavaJson.Write(value, static (writer, v) => Write(writer, v));

    /// <summary>Writes a value with a writer of <see cref="JavaJson.WriterOptions"/>.</summary>
    /// <exception cref="DataException">A value has no JSON form without a schema.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case double number:
                JavaJson.WriteNumber(writer, number);
                break;
            case float number:
                JavaJson.WriteNumber(writer, number);
                break;
            case short number:
                writer.WriteNumberValue(number);
                break;
            case sbyte number:
                writer.WriteNumberValue(number);
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case ConnectMap map:
                WriteMap(writer, map);
                break;
            case IReadOnlyList<object?> list:
                WriteList(writer, list);
                break;
            default:
                throw new DataException($"Java class class {JavaTypes.NameOf(value)} does not have corresponding schema type.");
        }
    }

    /// <summary>
    /// Reads a document: integers as <see cref="long"/> (the low 64 bits of longer ones), other numbers as <see cref="double"/>, objects
    /// as <see cref="ConnectMap"/> in document order, the last of equal members counts. Empty or blank bytes read as null, text after the first value is
    /// ignored, leading zeros are tolerated.
    /// </summary>
    /// <exception cref="JacksonException">The bytes are no JSON.</exception>
    public static object? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return ReadStrict(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // What the strict reader refuses Jackson may take; its own words explain what it refuses too.
            return JacksonText.Normalize(utf8) is { } normal ? ReadStrict(normal) : null;
        }
    }

    /// <summary>Reads the value at which the reader stands, and leaves it on the value's last token.</summary>
    public static object? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.String:
                return JsonTokens.Text(ref reader);
            case JsonTokenType.Number:
                return JsonTokens.Number(ref reader);
            case JsonTokenType.StartArray:
                var list = new List<object?>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader));
                }

                return list;
            default:
                var map = new ConnectMap();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = JsonTokens.Text(ref reader);
                    reader.Read();
                    map[name] = Read(ref reader);
                }

                return map;
        }
    }

    private static object? ReadStrict(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, JsonTokens.ReaderOptions);
        reader.Read();
        return Read(ref reader);
    }

    private static void WriteMap(Utf8JsonWriter writer, ConnectMap map)
    {
        if (!map.Keys.All(static k => k is string))
        {
            writer.WriteStartArray();
            foreach (var (key, value) in map)
            {
                writer.WriteStartArray();
                Write(writer, key);
                Write(writer, value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName((string)key);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<object?> list)
    {
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            Write(writer, list[i]);
        }

        writer.WriteEndArray();
    }
}
