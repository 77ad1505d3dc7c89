namespace ConnectNet.Simulators.BigQuery;

/// <summary>A row cannot be stored; the text names the column. The whole request it came with is refused.</summary>
internal sealed class RowFailure(string message) : Exception(message);
