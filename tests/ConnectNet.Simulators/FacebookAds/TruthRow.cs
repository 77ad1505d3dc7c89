namespace ConnectNet.Simulators.FacebookAds;

/// <summary>What to compare a warehouse with: which accounts, dates, level and cells.</summary>
internal sealed record TruthQuery
{
    /// <summary>Null is every account.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    public string Level { get; init; } = "ad";

    public IReadOnlyList<string> Breakdowns { get; init; } = [];

    public required DateOnly Since { get; init; }

    public required DateOnly Until { get; init; }

    public bool IncludeDeleted { get; init; } = true;

    public IReadOnlyList<string> Windows { get; init; } = ["1d_click", "7d_click", "1d_view"];

    /// <summary>Columns derived from the connector's settings are part of the truth when these are given.</summary>
    public int LookbackDays { get; init; } = 28;

    public string ApiVersion { get; init; } = "v26.0";
}

/// <summary>One row as the warehouse should hold it: columns are named and typed as in the connector's record (money as decimal).</summary>
/// <param name="Key">The members of the record key in their order: account_id, date, level id, breakdowns.</param>
/// <param name="Columns">The members of the value but <c>extracted_at</c>, <c>actions</c> and <c>raw</c>; absent is null.</param>
/// <param name="Bad">Set for a row that breaks a rule on purpose and should not arrive.</param>
internal sealed record TruthRow(IReadOnlyList<string> Key, IReadOnlyDictionary<string, object?> Columns, BadRow Bad)
{
    public string KeyText => string.Join('|', Key);
}
