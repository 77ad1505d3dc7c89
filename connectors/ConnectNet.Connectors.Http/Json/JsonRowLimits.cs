namespace ConnectNet.Connectors.Http.Json;

/// <summary>What is held in memory at most while rows are read.</summary>
internal sealed record JsonRowLimits
{
    public static JsonRowLimits Default { get; } = new();

    /// <summary>One row.</summary>
    public int RowBytes { get; init; } = 16 << 20;

    /// <summary>Everything around the rows of an answer, or of a chunk.</summary>
    public int EnvelopeBytes { get; init; } = 1 << 20;
}
