namespace ConnectNet.Runtime.Configuration;

/// <summary>Keys of a config that nobody declares: those that look like a slip of one that somebody does, and the others.</summary>
/// <param name="Slips">Each as <c>flie (did you mean file?)</c>.</param>
/// <param name="Others">Just the names; a plug-in that reads what it does not declare may know them.</param>
internal sealed record UnknownKeys(IReadOnlyList<string> Slips, IReadOnlyList<string> Others)
{
    /// <summary>Looks for them.</summary>
    /// <param name="keys">Keys of the config.</param>
    /// <param name="declared">Keys that are declared.</param>
    /// <param name="families">Starts of keys that are passed on to somebody else, who knows them.</param>
    public static UnknownKeys Find(IEnumerable<string> keys, IReadOnlyCollection<string> declared, IReadOnlyCollection<string> families)
    {
        var (slips, others) = (new List<string>(), new List<string>());
        foreach (var key in keys.Where(key => !declared.Contains(key) && !families.Any(family => key.StartsWith(family, StringComparison.Ordinal))))
        {
            if (Nearest(key, declared) is { } near)
            {
                slips.Add($"{key} (did you mean {near}?)");
            }
            else
            {
                others.Add(key);
            }
        }

        return new UnknownKeys(slips, others);
    }

    private static string? Nearest(string key, IEnumerable<string> declared)
    {
        // One slip in a short word, two in a long one; more is another word.
        var most = key.Length < 4 ? 0 : key.Length < 7 ? 1 : 2;
        var (name, distance) = declared.Where(name => Math.Abs(name.Length - key.Length) <= most)
            .Select(name => (Name: name, Distance: Distance(key, name)))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal).FirstOrDefault();
        return name is not null && distance <= most ? name : null;
    }

    /// <summary>Letters added, left out, replaced, or swapped with their neighbour, that lead from one text to the other.</summary>
    private static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                table[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
