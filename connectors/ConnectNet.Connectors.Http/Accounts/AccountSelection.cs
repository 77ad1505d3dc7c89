using System.Text.RegularExpressions;

namespace ConnectNet.Connectors.Http.Accounts;

/// <summary>Which accounts to read: a list of ids, or all that the token sees, or those of a pattern. Immutable.</summary>
internal sealed class AccountSelection
{
    private const string RegexPrefix = "regex:";
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);
    private readonly Regex? _pattern;

    private AccountSelection(IReadOnlyList<string> ids, Regex? pattern)
    {
        Ids = ids;
        _pattern = pattern;
    }

    /// <summary>The ids in their plain form; empty where accounts have to be looked up.</summary>
    public IReadOnlyList<string> Ids { get; }

    public bool IsLookup => Ids.Count == 0;

    public bool Accepts(string id, string? name) =>
        _pattern is null || _pattern.IsMatch(id) || (name is not null && _pattern.IsMatch(name));

    public static AccountSelection Parse(IReadOnlyList<string> items, AccountIds ids)
    {
        if (items is ["auto"])
        {
            return new AccountSelection([], null);
        }

        // A comma belongs to the pattern, not to the list.
        var text = string.Join(',', items);
        return text.StartsWith(RegexPrefix, StringComparison.Ordinal)
            ? new AccountSelection([], new Regex(text[RegexPrefix.Length..], RegexOptions.CultureInvariant, MatchTimeout))
            : new AccountSelection([.. items.Select(ids.Plain).Distinct()], null);
    }

    /// <summary>What is wrong with the value of the key, or null.</summary>
    public static string? Check(object? value, AccountIds ids)
    {
        if (value is not IReadOnlyList<string> { Count: > 0 } items)
        {
            return "must name at least one account, or be 'auto'";
        }

        try
        {
            var parsed = Parse(items, ids);
            return parsed.Ids.FirstOrDefault(id => id.Length == 0 || id.Any(character => !char.IsAsciiDigit(character))) is { } bad
                ? $"'{bad}' is no account id; {ids.Description}"
                : null;
        }
        catch (ArgumentException error)
        {
            return "is not a valid pattern: " + error.Message;
        }
    }
}
