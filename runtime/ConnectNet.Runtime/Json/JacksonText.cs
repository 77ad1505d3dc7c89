using System.Text.Json;

namespace ConnectNet.Runtime.Json;

/// <summary>
/// Takes JSON with Jackson's leniency where the strict reader refuses it. Stateless.
/// </summary>
internal static class JacksonText
{
    /// <summary>
    /// The first value of a document in strict JSON, leading zeros removed, broken characters refused; null where the document holds
    /// nothing but white space.
    /// </summary>
    /// <exception cref="JacksonException">Jackson refuses it too.</exception>
    public static byte[]? Normalize(ReadOnlySpan<byte> document)
    {
        var parser = new JacksonParser(document, leadingZeros: true);
        return parser.Next() == JacksonToken.None ? null : JavaJson.Write(parser, static (writer, p) => CopyValue(writer, p));
    }

    private static void CopyValue(Utf8JsonWriter writer, JacksonParser parser)
    {
        var depth = 0;
        do
        {
            switch (parser.Token)
            {
                case JacksonToken.StartObject:
                    writer.WriteStartObject();
                    depth++;
                    break;
                case JacksonToken.StartArray:
                    writer.WriteStartArray();
                    depth++;
                    break;
                case JacksonToken.EndObject:
                    writer.WriteEndObject();
                    depth--;
                    break;
                case JacksonToken.EndArray:
                    writer.WriteEndArray();
                    depth--;
                    break;
                case JacksonToken.FieldName:
                    writer.WritePropertyName(parser.Name);
                    break;
                case JacksonToken.String:
                    writer.WriteStringValue(parser.StringText());
                    break;
                case JacksonToken.Integer or JacksonToken.Float:
                    writer.WriteRawValue(parser.NumberText, skipInputValidation: true);
                    break;
                case JacksonToken.Null:
                    writer.WriteNullValue();
                    break;
                default:
                    writer.WriteBooleanValue(parser.Token == JacksonToken.True);
                    break;
            }
        }
        while (depth > 0 && parser.Next() != JacksonToken.None);
    }
}
