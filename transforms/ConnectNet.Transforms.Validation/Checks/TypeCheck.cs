using ConnectNet.Sdk.Data;

namespace ConnectNet.Transforms.Validation.Checks;

/// <summary>The value is of a kind. Dates, times and timestamps are told apart where there is a schema.</summary>
/// <param name="name">One of <see cref="Names"/>.</param>
internal sealed class TypeCheck(string name) : Check
{
    /// <summary>The kinds.</summary>
    public static string[] Names { get; } =
    [
        "string", "boolean", "integer", "number", "decimal", "date", "time", "timestamp", "bytes", "array", "map", "struct",
        "int8", "int16", "int32", "int64", "float32", "float64",
    ];

    public override string? Problem(Found found, Found root) => Fits(found) ? null : $"is {found}, not of type {name}";

    private bool Fits(Found found) => name switch
    {
        "string" => found.Value is string,
        "boolean" => found.Value is bool,
        "integer" => Numbers.IsInteger(found.Value),
        "number" => Numbers.IsNumber(found.Value),
        "decimal" => found.Value is BigDecimal,
        "date" => IsTime(found, LogicalTypes.DateName),
        "time" => IsTime(found, LogicalTypes.TimeName),
        "timestamp" => IsTime(found, LogicalTypes.TimestampName),
        "bytes" => found.Value is byte[],
        "array" => found.Value is IReadOnlyList<object?>,
        "map" => found.Value is ConnectMap,
        "struct" => found.Value is Struct,
        "int8" => found.Value is sbyte,
        "int16" => found.Value is short,
        "int32" => found.Value is int,
        "int64" => found.Value is long,
        "float32" => found.Value is float,
        _ => found.Value is double,
    };

    private static bool IsTime(Found found, string schemaName) =>
        found.Value is EpochMillis && (found.Schema?.Name is not { } actual || actual == schemaName);
}
