using System.Globalization;

namespace ConnectNet.Sdk.Java;

/// <summary>
/// The English names of time zones in the order in which Java 17 tries them (<c>zone-names.tsv</c>: name, zone, minutes of summer time or
/// <c>zone</c>, minutes east of UTC): the first that a text has wins, not the longest, so <c>IST</c> is Israel's.
/// </summary>
internal static class ZoneNames
{
    private static readonly Lazy<ILookup<char, NamedZone>> ByFirstLetter = new(() => Load().ToLookup(zone => JavaCase.Fold(zone.Name[0])));

    /// <summary>The zone whose name stands at a place of a text, or null.</summary>
    public static NamedZone? Find(string text, int at)
    {
        foreach (var zone in ByFirstLetter.Value[JavaCase.Fold(text[at])])
        {
            if (JavaCase.StartsWith(text, at, zone.Name))
            {
                return zone;
            }
        }

        return null;
    }

    private static IEnumerable<NamedZone> Load()
    {
        using var reader = new StreamReader(typeof(ZoneNames).Assembly.GetManifestResourceStream("zone-names.tsv")!);
        while (reader.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            yield return new NamedZone(
                columns[0],
                columns[1],
                columns[2] == "zone" ? null : int.Parse(columns[2], CultureInfo.InvariantCulture),
                int.Parse(columns[3], CultureInfo.InvariantCulture));
        }
    }
}
