using System.Diagnostics.CodeAnalysis;

namespace ConnectNet.Connectors.Http.Json;

/// <summary>A row of a report in CSV: texts by the names of the header, as they are in the file. Immutable.</summary>
internal sealed class CsvRow(IReadOnlyDictionary<string, int> columns, string[] values)
{
    /// <summary>The names, each with its place.</summary>
    public IReadOnlyDictionary<string, int> Columns { get; } = columns;

    public IReadOnlyList<string> Values => values;

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public string this[string name] => values[Columns[name]];

    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        value = Columns.TryGetValue(name, out var at) ? values[at] : null;
        return value is not null;
    }
}
