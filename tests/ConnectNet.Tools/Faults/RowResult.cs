namespace ConnectNet.Tools.Faults;

/// <summary>What has to hold for the counts of a row.</summary>
internal enum Guarantee
{
    /// <summary>Nothing is lost; what was not committed may come twice.</summary>
    AtLeastOnce,

    /// <summary>Every worker stopped as it was asked to: nothing is lost and nothing comes twice, on the way in and out.</summary>
    CleanStop,

    /// <summary>Exactly-once sources: nothing is lost and nothing comes twice on the way in.</summary>
    ExactlyOnceSource,
}

/// <summary>Records of one hop, into Kafka or out of it.</summary>
/// <param name="In">Records given.</param>
/// <param name="Out">Records that came, each as often as it came.</param>
/// <param name="Lost">Records given that never came.</param>
/// <param name="Duplicated">Arrivals beyond the first of a record.</param>
internal sealed record HopCount(long In, long Out, long Lost, long Duplicated)
{
    public static HopCount None { get; } = new(0, 0, 0, 0);
}

/// <summary>The line of a row in the table.</summary>
/// <param name="Source">From the sources into the topic, read as committed.</param>
/// <param name="Sink">From the topic into the sink.</param>
/// <param name="Seconds">The longest time from the end of a fault until every task delivered again; null where no task had to stop.</param>
/// <param name="Failures">What is not as it should be; empty for a pass.</param>
/// <param name="Notes">Figures worth printing.</param>
internal sealed record RowResult(HopCount Source, HopCount Sink, double? Seconds, IReadOnlyList<string> Failures, IReadOnlyList<string> Notes)
{
    public bool Passed => Failures.Count == 0;
}
