namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Minimum, median and maximum of some figures.</summary>
internal sealed record Spread(double Minimum, double Median, double Maximum)
{
    /// <summary>Null without figures.</summary>
    public static Spread? Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return sorted.Count == 0 ? null : new Spread(sorted[0], (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2, sorted[^1]);
    }
}
