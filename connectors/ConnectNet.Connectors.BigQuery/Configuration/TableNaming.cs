using ConnectNet.Connectors.BigQuery.Rows;
using ConnectNet.Connectors.BigQuery.Tables;

namespace ConnectNet.Connectors.BigQuery.Configuration;

/// <summary>
/// Which table a topic goes to: by the map of topics, or by the topic's name, which a transformation may have made <c>dataset:table</c>.
/// Immutable.
/// </summary>
internal sealed class TableNaming(string defaultDataset, string map, bool sanitize)
{
    private readonly Dictionary<string, string> _map = Entries(map).ToDictionary(entry => entry.Topic, entry => entry.Table, StringComparer.Ordinal);

    /// <exception cref="ConversionException">The topic's name gives no table that BigQuery could have.</exception>
    public TableId TableOf(string topic)
    {
        if (_map.Count > 0)
        {
            // The map replaces every other rule, for the topics it does not name too.
            return Checked(new TableId(defaultDataset, _map.GetValueOrDefault(topic, topic)), topic, "Name its table in topic2TableMap");
        }

        var parts = topic.Split(':');
        return Checked(
            parts.Length switch
            {
                1 => new TableId(defaultDataset, Sanitized(parts[0])),
                2 => new TableId(parts[0], Sanitized(parts[1])),
                _ => throw new ConversionException($"Incorrect regex replacement format in topic name '{topic}'. SMT replacement should either produce the "
                    + "<dataset>:<tableName> format or just the <tableName> format."),
            },
            topic,
            "Set sanitizeTopics to true, name its table in topic2TableMap, or rename it (transform RegexRouter)");
    }

    /// <summary>What is wrong with a text for the map, or null.</summary>
    public static string? MapProblem(string? map)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in Split(map))
        {
            var sides = entry.Split(':');
            if (sides.Length != 2)
            {
                return "One of the topic to table mappings has an invalid format.";
            }

            if (sides[0].Trim().Length == 0 || sides[1].Trim().Length == 0)
            {
                return $"Topic to table map '{entry}' has an invalid format.";
            }

            if (Names.TableProblem(sides[1].Trim()) is { } problem)
            {
                return $"Topic to table map '{entry}' names no table: {problem}.";
            }

            if (!seen.Add(sides[0].Trim()))
            {
                return $"The topic name {sides[0].Trim()} is duplicated. Topic names cannot be duplicated.";
            }
        }

        return null;
    }

    /// <summary>A name with every character that tables and columns cannot have replaced.</summary>
    public static string Sanitize(string name)
    {
        var start = name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') ? "" : "_";
        return start + string.Create(name.Length, name, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
    }

    private TableId Checked(TableId id, string topic, string cure)
    {
        var problem = Names.TableProblem(id.Table) ?? (id.Dataset == defaultDataset ? null : Names.DatasetProblem(id.Dataset));
        return problem is null ? id : throw new ConversionException($"topic '{Names.Shown(topic)}' gives no table: {problem}. {cure}.");
    }

    private string Sanitized(string table) => sanitize ? Sanitize(table) : table;

    private static IEnumerable<(string Topic, string Table)> Entries(string map) =>
        Split(map).Select(entry => entry.Split(':')).Select(sides => (sides[0].Trim(), sides[1].Trim()));

    private static IEnumerable<string> Split(string? map) =>
        (map ?? "").Split(',', StringSplitOptions.TrimEntries).Where(entry => entry.Length > 0);
}
