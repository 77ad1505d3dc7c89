namespace ConnectNet.Runtime.Json;

/// <summary>The tokens of <see cref="JacksonParser"/>.</summary>
internal enum JacksonToken
{
    /// <summary>Before the first token, or after the last.</summary>
    None,

    /// <summary><c>{</c></summary>
    StartObject,

    /// <summary><c>}</c></summary>
    EndObject,

    /// <summary><c>[</c></summary>
    StartArray,

    /// <summary><c>]</c></summary>
    EndArray,

    /// <summary>A member name.</summary>
    FieldName,

    /// <summary>A string.</summary>
    String,

    /// <summary>A number without point and exponent.</summary>
    Integer,

    /// <summary>Any other number.</summary>
    Float,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,
}
