namespace ConnectNet.Runtime.Json;

/// <summary>Java's names of the tokens.</summary>
internal static class JacksonTokens
{
    /// <summary>The constant of Jackson's <c>JsonToken</c>; <c>null</c> where there is no token.</summary>
    public static string JavaName(this JacksonToken token) => token switch
    {
        JacksonToken.StartObject => "START_OBJECT",
        JacksonToken.EndObject => "END_OBJECT",
        JacksonToken.StartArray => "START_ARRAY",
        JacksonToken.EndArray => "END_ARRAY",
        JacksonToken.FieldName => "FIELD_NAME",
        JacksonToken.String => "VALUE_STRING",
        JacksonToken.Integer => "VALUE_NUMBER_INT",
        JacksonToken.Float => "VALUE_NUMBER_FLOAT",
        JacksonToken.True => "VALUE_TRUE",
        JacksonToken.False => "VALUE_FALSE",
        JacksonToken.Null => "VALUE_NULL",
        _ => "null",
    };
}
