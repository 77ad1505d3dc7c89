namespace ConnectNet.Tools.Demo;

/// <summary>How a <see cref="MarketingFlow"/> is set up. Tests on a shared broker keep apart by <see cref="Prefix"/>.</summary>
internal sealed record MarketingFlowOptions
{
    /// <summary>Before the names of group, topics and connectors; empty for the names of the examples.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The worker's REST port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Days of data, today included; short enough that no row becomes final while the clock is moved.</summary>
    public int Days { get; init; } = 6;

    public int CampaignsPerAccount { get; init; } = 1;

    public double BadRowRate { get; init; } = 0.08;

    public int PageSize { get; init; } = 25;

    public int Seed { get; init; } = 1;

    /// <summary>How often the source reads the last days again. All of them go through Kafka each time.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The warehouse stores rows from the start and acknowledges none until it is told to.</summary>
    public bool HoldAcknowledgements { get; init; }

    /// <summary>How often the worker commits offsets.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(1);
}
