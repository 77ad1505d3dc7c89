namespace ConnectNet.Connectors.BigQuery.Rows;

/// <summary>The names of Debezium's logical types that have a meaning for columns.</summary>
internal static class LogicalNames
{
    public const string DebeziumDate = "io.debezium.time.Date";
    public const string DebeziumTime = "io.debezium.time.Time";
    public const string DebeziumMicroTime = "io.debezium.time.MicroTime";
    public const string DebeziumTimestamp = "io.debezium.time.Timestamp";
    public const string DebeziumMicroTimestamp = "io.debezium.time.MicroTimestamp";
    public const string DebeziumZonedTimestamp = "io.debezium.time.ZonedTimestamp";
    public const string VariableScaleDecimal = "io.debezium.data.VariableScaleDecimal";
    public const string DecimalPrecision = "connect.decimal.precision";
}
