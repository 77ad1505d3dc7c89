using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Records;

/// <summary>A header of a record.</summary>
/// <param name="Key">Name; several headers may share one.</param>
/// <param name="Schema">Schema of the value, or null.</param>
/// <param name="Value">The value, or null.</param>
public sealed record Header(string Key, Schema? Schema, object? Value);
