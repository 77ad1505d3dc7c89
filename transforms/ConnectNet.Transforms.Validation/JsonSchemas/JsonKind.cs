namespace ConnectNet.Transforms.Validation.JsonSchemas;

/// <summary>What a Connect value is in JSON.</summary>
internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}
