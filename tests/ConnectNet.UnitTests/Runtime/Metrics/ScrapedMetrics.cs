using System.Text;
using System.Text.RegularExpressions;
using ConnectNet.Runtime.Metrics;

namespace ConnectNet.UnitTests.Runtime.Metrics;

/// <summary>A scrape in the text format, taken apart: types by family, values by name with sorted labels.</summary>
internal sealed partial class ScrapedMetrics
{
    public ScrapedMetrics(ConnectMetrics metrics)
    {
        using var stream = new MemoryStream();
        metrics.WriteToAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        Text = Encoding.UTF8.GetString(stream.ToArray());
        foreach (var line in Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                Types.Add(line.Split(' ')[2], line.Split(' ')[3]);
            }
            else if (!line.StartsWith('#'))
            {
                var end = line.LastIndexOf(' ');
                Values.Add(Series(line[..end]), line[(end + 1)..]);
            }
        }
    }

    public string Text { get; }

    public Dictionary<string, string> Types { get; } = [];

    public Dictionary<string, string> Values { get; } = [];

    /// <summary>A series with its labels in alphabetical order.</summary>
    public static string Series(string series)
    {
        var start = series.IndexOf('{', StringComparison.Ordinal);
        return start < 0 ? series : series[..start] + "{" + string.Join(",", Label().Matches(series[start..]).Select(m => m.Value).Order(StringComparer.Ordinal)) + "}";
    }

    [GeneratedRegex("[a-z_]+=\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Label();
}
