using System.Text.Json;
using ConnectNet.Runtime.Plugins;

namespace ConnectNet.Runtime.Rest;

/// <summary>Writes declarations of configuration keys and results of validation as Java's answers show them. Stateless.</summary>
internal static class ConfigJson
{
    public static void WriteInfos(Utf8JsonWriter writer, ConfigInfos infos)
    {
        writer.WriteStartObject();
        writer.WriteString("name", infos.Name);
        writer.WriteNumber("error_count", infos.ErrorCount);
        WriteTexts(writer, "groups", infos.Groups);
        writer.WriteStartArray("configs");
        foreach (var config in infos.Configs)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("definition");
            WriteDefinition(writer, config.Definition);
            writer.WritePropertyName("value");
            WriteValue(writer, config.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    public static void WriteDefinition(Utf8JsonWriter writer, ConfigKeyInfo? key)
    {
        if (key is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("name", key.Name);
        writer.WriteString("type", key.Type);
        writer.WriteBoolean("required", key.Required);
        writer.WriteString("default_value", key.DefaultValue);
        writer.WriteString("importance", key.Importance);
        writer.WriteString("documentation", key.Documentation);
        writer.WriteString("group", key.Group);
        writer.WriteNumber("order_in_group", key.OrderInGroup);
        writer.WriteString("width", key.Width);
        writer.WriteString("display_name", key.DisplayName);
        WriteTexts(writer, "dependents", key.Dependents);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, ConfigValueInfo? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("name", value.Name);
        writer.WriteString("value", value.Value);
        WriteTexts(writer, "recommended_values", value.RecommendedValues);
        WriteTexts(writer, "errors", value.Errors);
        writer.WriteBoolean("visible", value.Visible);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WritePropertyName(name);
        RestJson.WriteNames(writer, texts);
    }
}
