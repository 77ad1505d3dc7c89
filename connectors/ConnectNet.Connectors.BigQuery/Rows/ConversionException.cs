using ConnectNet.Sdk.Errors;

namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>
/// A record cannot become a row of its table. It goes to the errant record reporter; the table and other records are fine.
/// </summary>
internal sealed class ConversionException(string message, string? column = null) : DataException(column is null ? message : $"Column {column}: {message}")
{
    /// <summary>The path of the column, outermost first, or null.</summary>
    public string? Column { get; } = column;

    private readonly string _reason = message;

    /// <summary>The same fault, seen from the column that holds the one it happened in.</summary>
    public ConversionException Inside(string column) => new(_reason, Column is null ? column : $"{column}.{Column}");
}
