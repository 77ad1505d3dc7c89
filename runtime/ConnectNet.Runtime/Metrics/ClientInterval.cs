namespace ConnectNet.Runtime.Metrics;

/// <summary>
/// A client's statistics and those before them: rates and averages are over the time between the two, before the second over the client's life.
/// Immutable.
/// </summary>
internal sealed record ClientInterval(ClientStatistics Now, ClientStatistics? Before, long At)
{
    private double Seconds => Before is null ? Now.AgeSeconds : Now.Seconds - Before.Seconds;

    public double Rate(double now, double? before) => Seconds > 0 ? Math.Max(0, now - (before ?? 0)) / Seconds : 0;

    /// <summary>What came on one of something, such as bytes on a request; NaN where there was none.</summary>
    public double Each(Func<ClientStatistics, double> of, Func<ClientStatistics, double> one) =>
        Each(of(Now) - (Before is null ? 0 : of(Before)), one(Now) - (Before is null ? 0 : one(Before)));

    public static double Each(double of, double count) => count > 0 ? of / count : double.NaN;

    public NodeStatistics? NodeBefore(int id) => Before?.Nodes.FirstOrDefault(node => node.Id == id);

    public TopicStatistics? TopicBefore(string topic) => Before?.Topics.FirstOrDefault(t => t.Topic == topic);
}
