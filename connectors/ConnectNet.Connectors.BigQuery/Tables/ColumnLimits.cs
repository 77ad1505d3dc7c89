using ConnectNet.Connectors.BigQuery.Rows;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>BigQuery's limits for columns that a record asks for. What is beyond them is that record's fault, found before BigQuery is asked.</summary>
internal static class ColumnLimits
{
    private const int MaxDepth = 15;
    private const int MaxLeaves = 10_000;

    /// <summary>Checks a column that is to be made, with all that is in it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="depth">In how many RECORD columns it is.</param>
    /// <exception cref="ConversionException">BigQuery has no such columns; names the column and the cure.</exception>
    public static void CheckNew(Column column, int depth)
    {
        if (Names.ColumnProblem(column.Name) is { } problem)
        {
            throw new ConversionException(problem, Names.Shown(column.Name));
        }

        if (column.Type == ColumnType.Struct && depth >= MaxDepth)
        {
            throw new ConversionException($"BigQuery nests records in at most {MaxDepth} levels. Flatten the record (transform Flatten), or store this part as text", column.Name);
        }

        try
        {
            foreach (var field in column.Fields)
            {
                CheckNew(field, depth + 1);
            }
        }
        catch (ConversionException failure)
        {
            throw failure.Inside(column.Name);
        }
    }

    /// <summary>Checks the columns of a table that is to be made or extended.</summary>
    /// <exception cref="ConversionException">There are too many.</exception>
    public static void CheckCount(IReadOnlyList<Column> columns)
    {
        var count = Leaves(columns);
        if (count > MaxLeaves)
        {
            throw new ConversionException($"with the fields of this record the table would have {count} columns, BigQuery takes {MaxLeaves}. "
                + "Drop fields (transform ReplaceField), or send these records to a table of their own");
        }
    }

    private static int Leaves(IReadOnlyList<Column> columns)
    {
        var count = 0;
        foreach (var column in columns)
        {
            count += column.Type == ColumnType.Struct ? Leaves(column.Fields) : 1;
        }

        return count;
    }
}
