namespace ConnectNet.Connectors.BigQuery.Tables;

internal enum ColumnType
{
    String, Int64, Double, Struct, Bytes, Bool, Timestamp, Date, Time, DateTime, Geography, Numeric, BigNumeric, Interval, Json, Unsupported,
}

internal enum ColumnMode
{
    Nullable, Required, Repeated,
}

/// <summary>A column of a table, as REST describes it. Names are equal regardless of case. Immutable.</summary>
internal sealed record Column(string Name, ColumnType Type, ColumnMode Mode)
{
    public IReadOnlyList<Column> Fields { get; init; } = [];

    public string? Description { get; init; }

    /// <summary>Total digits of NUMERIC and BIGNUMERIC; 0 where not limited.</summary>
    public int Precision { get; init; }

    /// <summary>Digits after the point, where <see cref="Precision"/> is set.</summary>
    public int Scale { get; init; }

    public bool HasDefault { get; init; }

    /// <summary>The member of REST's resource this was read from, sent back whole when the table is changed.</summary>
    public System.Text.Json.Nodes.JsonObject? Source { get; init; }

    public bool IsRequired => Mode == ColumnMode.Required && !HasDefault;

    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the type in REST resources.</summary>
    public string RestType => Type switch
    {
        ColumnType.Int64 => "INTEGER",
        ColumnType.Double => "FLOAT",
        ColumnType.Bool => "BOOLEAN",
        ColumnType.Struct => "RECORD",
        _ => Type.ToString().ToUpperInvariant(),
    };
}
