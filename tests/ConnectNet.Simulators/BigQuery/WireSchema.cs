using ConnectNet.Simulators.BigQuery.Wire;

namespace ConnectNet.Simulators.BigQuery;

/// <summary>The table schema as the Storage API reports it; Node's client builds its descriptor from this.</summary>
internal static class WireSchema
{
    public static TableSchema From(IEnumerable<ColumnDefinition> columns)
    {
        var schema = new TableSchema();
        schema.Fields.AddRange(columns.Select(From));
        return schema;
    }

    private static TableFieldSchema From(ColumnDefinition column)
    {
        var field = new TableFieldSchema
        {
            Name = column.Name,
            Type = Enum.Parse<FieldType>(column.Type.ToString(), ignoreCase: true),
            Mode = Enum.Parse<FieldMode>(column.Mode.ToString(), ignoreCase: true),
            Description = column.Description ?? "",
            Precision = column.Precision,
            Scale = column.Scale,
            DefaultValueExpression = column.DefaultExpression ?? "",
        };
        field.Fields.AddRange(column.Fields.Select(From));
        return field;
    }
}
