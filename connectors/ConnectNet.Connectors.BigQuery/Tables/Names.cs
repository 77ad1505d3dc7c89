using System.Globalization;
using System.Text;

namespace ConnectNet.Connectors.BigQuery.Tables;

/// <summary>
/// What BigQuery takes as the name of a column or the id of a table or dataset: told here, in words, so that a record that asks for another
/// costs no request. Names with other letters than English ones are what BigQuery calls flexible column names.
/// </summary>
internal static class Names
{
    private const int MaxColumnName = 300;
    private const int MaxIdBytes = 1024;
    private const int MaxShown = 60;
    private const string ColumnCharacters = "&%=+:'<>#| ";

    private static readonly string[] ReservedPrefixes =
    [
        "_TABLE_", "_FILE_", "_PARTITION", "_ROW_TIMESTAMP", "__ROOT__", "_COLIDENTIFIER", "_CHANGE_TYPE", "_CHANGE_SEQUENCE_NUMBER", "_CHANGE_TIMESTAMP",
    ];

    /// <summary>What is wrong with the name of a column that is to be made, or null.</summary>
    public static string? ColumnProblem(string name)
    {
        if (name.Length == 0)
        {
            return "a column needs a name. Rename the field (transform ReplaceField), or set sanitizeFieldNames to true";
        }

        if (Foreign(name, IsOfColumn) is { } foreign)
        {
            return $"BigQuery takes no {foreign} in a column name. Rename the field (transform ReplaceField), or set sanitizeFieldNames to true";
        }

        if (name.Length > MaxColumnName)
        {
            return $"a column name has at most {MaxColumnName} characters, this one has {name.Length}. Rename the field (transform ReplaceField)";
        }

        return Array.Find(ReservedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } reserved
            ? $"BigQuery reserves column names that start with {reserved}. Rename the field (transform ReplaceField)" : null;
    }

    /// <summary>What is wrong with a table's id, or null.</summary>
    public static string? TableProblem(string id) => IdProblem("table", id, IsOfTable);

    /// <summary>What is wrong with a dataset's id, or null.</summary>
    public static string? DatasetProblem(string id) => IdProblem("dataset", id, static rune => rune.IsAscii && (Rune.IsLetterOrDigit(rune) || rune.Value == '_'));

    /// <summary>The name for messages, cut where it is long.</summary>
    public static string Shown(string name) => name.Length <= MaxShown ? name : name[..MaxShown] + "…";

    private static string? IdProblem(string kind, string id, Func<Rune, bool> isAllowed) => id.Length == 0 ? $"a {kind} id must not be empty"
        : Foreign(id, isAllowed) is { } foreign ? $"BigQuery takes no {foreign} in a {kind} id, and this one is '{Shown(id)}'"
        : Encoding.UTF8.GetByteCount(id) > MaxIdBytes ? $"a {kind} id has at most {MaxIdBytes} bytes, and '{Shown(id)}' has {Encoding.UTF8.GetByteCount(id)}"
        : null;

    private static string? Foreign(string name, Func<Rune, bool> isAllowed)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            if (!isAllowed(rune))
            {
                return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format ? $"U+{rune.Value:X4}" : $"'{rune}'";
            }
        }

        return null;
    }

    private static bool IsOfColumn(Rune rune) => IsWord(rune) || (rune.IsAscii && ColumnCharacters.Contains((char)rune.Value));

    private static bool IsOfTable(Rune rune) => IsWord(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator;

    private static bool IsWord(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
        or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation;
}
