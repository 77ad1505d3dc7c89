using System.Numerics;

namespace ConnectNet.Runtime.Plugins;

/// <summary>A version as Maven orders them: numbers by value, qualifiers such as alpha and rc before the release.</summary>
internal sealed class PluginVersion(string text) : IComparable<PluginVersion>
{
    private static readonly string[] Qualifiers = ["alpha", "beta", "milestone", "rc", "snapshot", "", "sp"];

    private readonly List<string> _items = Items(text.ToLowerInvariant());

    public string Text { get; } = text;

    public int CompareTo(PluginVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < Math.Max(_items.Count, other._items.Count); i++)
        {
            var result = CompareItems(i < _items.Count ? _items[i] : null, i < other._items.Count ? other._items[i] : null);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    public override string ToString() => Text;

    private static List<string> Items(string text)
    {
        var items = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var separator = i == text.Length || text[i] is '.' or '-' or '_';
            var changes = !separator && i > start && char.IsAsciiDigit(text[i]) != char.IsAsciiDigit(text[i - 1]);
            if (separator || changes)
            {
                if (i > start)
                {
                    items.Add(changes ? BeforeNumber(text[start..i]) : text[start..i]);
                }

                start = separator ? i + 1 : i;
            }
        }

        while (items.Count > 0 && (items[^1].Trim('0').Length == 0 || items[^1] is "final" or "ga" or "release"))
        {
            items.RemoveAt(items.Count - 1);
        }

        return items;
    }

    // A letter right before a number stands for a word.
    private static string BeforeNumber(string item) => item switch { "a" => "alpha", "b" => "beta", "m" => "milestone", _ => item };

    private static int CompareItems(string? a, string? b)
    {
        var x = Number(a);
        var y = Number(b);
        return (x, y) switch
        {
            ({ } left, { } right) => left.CompareTo(right),
            ({ } left, null) when b is not null => 1,
            (null, { } right) when a is not null => -1,
            ({ } left, null) => left.Sign,
            (null, { } right) => -right.Sign,
            _ => CompareQualifiers(a ?? "", b ?? ""),
        };
    }

    private static BigInteger? Number(string? item) => item is not null && char.IsAsciiDigit(item[0]) ? BigInteger.Parse(item) : null;

    private static int CompareQualifiers(string a, string b)
    {
        var x = Rank(a);
        var y = Rank(b);
        return x != y ? x.CompareTo(y) : x == Qualifiers.Length ? string.CompareOrdinal(a, b) : 0;
    }

    private static int Rank(string qualifier)
    {
        var known = Array.IndexOf(Qualifiers, qualifier == "cr" ? "rc" : qualifier);
        return known < 0 ? Qualifiers.Length : known;
    }
}
