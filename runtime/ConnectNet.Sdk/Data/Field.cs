namespace ConnectNet.Sdk.Data;

/// <summary>A field of a struct schema.</summary>
/// <param name="Name">Name, unique in its struct.</param>
/// <param name="Index">Position in the struct, from 0.</param>
/// <param name="Schema">Schema of its value.</param>
public sealed record Field(string Name, int Index, Schema Schema);
