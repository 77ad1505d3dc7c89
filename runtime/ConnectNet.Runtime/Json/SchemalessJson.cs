using System.Text.Json;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Java;

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
    public static byte[] Write(object? value) => JavaJson.Write(value, static (writer, v) => Write(writer, v, javaOrder: false));

    /// <summary>Writes a value with a writer of <see cref="JavaJson.WriterOptions"/>.</summary>
    /// <exception cref="DataException">A value has no JSON form without a schema.</exception>
    public static void Write(Utf8JsonWriter writer, object? value) => Write(writer, value, javaOrder: false);

    /// <summary>Writes a value with the members of maps in the order of Java's hash maps; see <see cref="ConnectMap.InJavaOrder"/>.</summary>
    /// <exception cref="DataException">A value has no JSON form without a schema.</exception>
    public static void WriteAsJava(Utf8JsonWriter writer, object? value) => Write(writer, value, javaOrder: true);

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
    /// <param name="reader">The reader.</param>
    /// <param name="names">Names of members met before; null where documents are too few to be worth it.</param>
    public static object? Read(ref Utf8JsonReader reader, JsonNames? names = null)
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
                    list.Add(Read(ref reader, names));
                }

                return list;
            default:
                return ReadMap(ref reader, names);
        }
    }

    /// <summary>Reads the first value of a document that the strict reader takes.</summary>
    /// <exception cref="JsonException">It is no strict JSON.</exception>
    /// <exception cref="InvalidOperationException">A string is broken.</exception>
    public static object? ReadStrict(ReadOnlySpan<byte> utf8, JsonNames? names = null)
    {
        var reader = new Utf8JsonReader(utf8, JsonTokens.ReaderOptions);
        reader.Read();
        JsonTokens.CheckRootNumber(ref reader, utf8);
        return Read(ref reader, names);
    }

    private static ConnectMap ReadMap(ref Utf8JsonReader reader, JsonNames? names)
    {
        var map = names is null ? new ConnectMap() : ConnectMap.WithRoom(16);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (names is null)
            {
                var name = JsonTokens.Text(ref reader);
                reader.Read();
                map[name] = Read(ref reader);
            }
            else
            {
                var (name, hash) = names.Read(ref reader);
                reader.Read();
                map.Put(name, hash, Read(ref reader, names));
            }
        }

        return map;
    }

    private static void Write(Utf8JsonWriter writer, object? value, bool javaOrder)
    {
        if (JavaJson.TryWriteScalar(writer, value))
        {
            return;
        }

        switch (value)
        {
            case ConnectMap map:
                WriteMap(writer, map, javaOrder);
                break;
            case IReadOnlyList<object?> list:
                WriteList(writer, list, javaOrder);
                break;
            case Struct:
                throw new DataException("Mismatching schema.");
            default:
                throw new DataException($"Java class class {JavaTypes.NameOf(value)} does not have corresponding schema type.");
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, ConnectMap map, bool javaOrder)
    {
        Span<int> order = map.Count <= JavaHash.Few ? stackalloc int[JavaHash.Few] : new int[map.Count];
        if (javaOrder)
        {
            map.JavaOrder(order);
        }

        if (!HasOnlyStringKeys(map))
        {
            writer.WriteStartArray();
            for (var i = 0; i < map.Count; i++)
            {
                writer.WriteStartArray();
                Write(writer, map.KeyAt(javaOrder ? order[i] : i), javaOrder);
                Write(writer, map.ValueAt(javaOrder ? order[i] : i), javaOrder);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            return;
        }

        writer.WriteStartObject();
        for (var i = 0; i < map.Count; i++)
        {
            writer.WritePropertyName((string)map.KeyAt(javaOrder ? order[i] : i));
            Write(writer, map.ValueAt(javaOrder ? order[i] : i), javaOrder);
        }

        writer.WriteEndObject();
    }

    private static bool HasOnlyStringKeys(ConnectMap map)
    {
        for (var i = 0; i < map.Count; i++)
        {
            if (map.KeyAt(i) is not string)
            {
                return false;
            }
        }

        return true;
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<object?> list, bool javaOrder)
    {
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            Write(writer, list[i], javaOrder);
        }

        writer.WriteEndArray();
    }
}
