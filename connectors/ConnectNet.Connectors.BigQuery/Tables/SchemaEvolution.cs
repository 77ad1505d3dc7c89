using ConnectNet.Connectors.BigQuery.Configuration;
using ConnectNet.Connectors.BigQuery.Rows;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>
/// What the schema of records asks of an existing table: new columns, and REQUIRED columns that may be absent. Pure; changes are made only
/// as far as the settings allow, and a column is never dropped.
/// </summary>
internal sealed class SchemaEvolution(BigQuerySinkConfig config)
{
    private readonly bool _mayAdd = config.Boolean(Keys.AllowNewFields);
    private readonly bool _mayRelax = config.Boolean(Keys.AllowRelaxation);
    private readonly bool _unionize = config.Boolean(Keys.AllowUnionization);
    private readonly bool _ignoreUnknown = config.Boolean(Keys.IgnoreUnknownFields);

    /// <summary>The columns the table should have; the same list when it has all that is needed.</summary>
    /// <exception cref="ConversionException">A change is needed that the settings or BigQuery do not allow.</exception>
    public IReadOnlyList<Column> Merge(IReadOnlyList<Column> existing, IReadOnlyList<Column> proposed)
    {
        var merged = Merge(existing, proposed, depth: 0);
        if (!ReferenceEquals(merged, existing))
        {
            ColumnLimits.CheckCount(merged);
        }

        return merged;
    }

    private IReadOnlyList<Column> Merge(IReadOnlyList<Column> existing, IReadOnlyList<Column> proposed, int depth)
    {
        List<Column>? merged = null;
        for (var i = 0; i < existing.Count; i++)
        {
            var wanted = Find(proposed, existing[i].Name);
            var next = Merge(existing[i], wanted, depth);
            if (!ReferenceEquals(next, existing[i]))
            {
                merged ??= [.. existing];
                merged[i] = next;
            }
        }

        foreach (var column in proposed)
        {
            if (Find(existing, column.Name) is null && !_ignoreUnknown)
            {
                merged ??= [.. existing];
                merged.Add(Added(column, depth));
            }
        }

        return merged ?? existing;
    }

    private Column Merge(Column existing, Column? wanted, int depth)
    {
        var relaxes = existing.Mode == ColumnMode.Required && _mayRelax
            && (wanted is null ? _unionize && !existing.HasDefault : wanted.Mode == ColumnMode.Nullable);
        var fields = IsSameRecord(existing, wanted) ? MergeFields(existing, wanted!, depth + 1) : existing.Fields;
        return !relaxes && ReferenceEquals(fields, existing.Fields) ? existing
            : existing with { Fields = fields, Mode = relaxes ? ColumnMode.Nullable : existing.Mode };
    }

    /// <summary>A list of records does not fit one record, and the other way round: such a record is refused and must not widen the table.</summary>
    private static bool IsSameRecord(Column existing, Column? wanted) => existing.Type == ColumnType.Struct && wanted is { Type: ColumnType.Struct }
        && (existing.Mode == ColumnMode.Repeated) == (wanted.Mode == ColumnMode.Repeated);

    private IReadOnlyList<Column> MergeFields(Column existing, Column wanted, int depth)
    {
        try
        {
            return Merge(existing.Fields, wanted.Fields, depth);
        }
        catch (ConversionException failure)
        {
            throw failure.Inside(existing.Name);
        }
    }

    private Column Added(Column column, int depth)
    {
        if (!_mayAdd)
        {
            throw new ConversionException($"New Field found with the name {column.Name} Ensure that allowNewBigQueryFields is true and "
                + $"allowBigQueryRequiredFieldRelaxation is true if {column.Name} has mode REQUIRED in order to update the Schema", column.Name);
        }

        if (column.Mode == ColumnMode.Required && !_mayRelax)
        {
            throw new ConversionException($"{column.Name} has mode REQUIRED. Set allowBigQueryRequiredFieldRelaxation to true, to change the mode to NULLABLE", column.Name);
        }

        ColumnLimits.CheckNew(column, depth);
        return column.Mode == ColumnMode.Required ? column with { Mode = ColumnMode.Nullable } : column;
    }

    private static Column? Find(IReadOnlyList<Column> columns, string name)
    {
        foreach (var column in columns)
        {
            if (column.IsNamed(name))
            {
                return column;
            }
        }

        return null;
    }
}
