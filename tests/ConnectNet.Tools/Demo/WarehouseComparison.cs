using System.Globalization;
using ConnectNet.Simulators.FacebookAds;

namespace ConnectNet.Tools.Demo;

/// <summary>Compares a table with the truth: one row per key, equal in every column of the truth.</summary>
internal static class WarehouseComparison
{
    private const int Shown = 20;

    /// <summary>What is different, as sentences, at most twenty and a count; empty when table and truth are equal.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyList<TruthRow> expected, IReadOnlyList<IReadOnlyDictionary<string, object?>> rows)
    {
        var found = new List<string>();
        var byKey = new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!byKey.TryAdd(KeyOf(row), row))
            {
                found.Add($"row {KeyOf(row)} is there twice");
            }
        }
        foreach (var truth in expected)
        {
            if (!byKey.Remove(truth.KeyText, out var row))
            {
                found.Add($"row {truth.KeyText} is missing");
                continue;
            }
            found.AddRange(truth.Columns.Where(column => Text(column.Value) != Text(row.GetValueOrDefault(column.Key))).Select(column =>
                $"row {truth.KeyText}: {column.Key} is {Text(row.GetValueOrDefault(column.Key))}, which should be {Text(column.Value)}"));
        }
        found.AddRange(byKey.Keys.Select(key => $"row {key} should not be there"));
        return found.Count <= Shown ? found : [.. found.Take(Shown), $"and {found.Count - Shown} more"];
    }

    private static string KeyOf(IReadOnlyDictionary<string, object?> row) =>
        $"{row.GetValueOrDefault("account_id")}|{row.GetValueOrDefault("date")}|{row.GetValueOrDefault("ad_id")}";

    private static string Text(object? value) => value switch
    {
        null => "null",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal number => Canonical(number),
        string text when decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && text.Contains('.') => Canonical(number),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Without the zeros that only tell the scale.</summary>
    private static string Canonical(decimal number) => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture);
}
