namespace ConnectNet.Simulators.BigQuery;

/// <summary>
/// What a patch may do to columns: add nullable or repeated ones (nested too) and relax REQUIRED to NULLABLE; nothing else.
/// </summary>
internal static class SchemaRules
{
    public static bool MayBecome(IReadOnlyList<ColumnDefinition> from, IReadOnlyList<ColumnDefinition> to, out string problem)
    {
        var wanted = to.ToDictionary(column => column.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var column in from)
        {
            if (!wanted.Remove(column.Name, out var next))
            {
                problem = $"Field {column.Name} is missing in new schema";
                return false;
            }
            if (next.Type != column.Type || next.Precision != column.Precision || next.Scale != column.Scale)
            {
                problem = $"Field {column.Name} has changed type from {column.RestType} to {next.RestType}";
                return false;
            }
            if (next.Mode != column.Mode && !(column.Mode == ColumnMode.Required && next.Mode == ColumnMode.Nullable))
            {
                problem = $"Field {column.Name} has changed mode from {column.Mode.ToString().ToUpperInvariant()} to {next.Mode.ToString().ToUpperInvariant()}";
                return false;
            }
            if (!MayBecome(column.Fields, next.Fields, out problem))
            {
                return false;
            }
        }
        var required = wanted.Values.FirstOrDefault(column => column.Mode == ColumnMode.Required);
        problem = required is null ? "" : $"Cannot add required fields to an existing schema. (field: {required.Name})";
        return required is null;
    }
}
