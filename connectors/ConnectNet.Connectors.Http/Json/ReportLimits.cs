namespace ConnectNet.Connectors.Http.Json;

/// <summary>How large a downloaded report may be.</summary>
internal sealed record ReportLimits
{
    public static ReportLimits Default { get; } = new();

    /// <summary>Of an archive, as it comes: it is kept in a temporary file while it is read.</summary>
    public long ArchiveBytes { get; init; } = 2L << 30;

    /// <summary>Of the report after decompression.</summary>
    public long ContentBytes { get; init; } = 16L << 30;

    /// <summary>Files in an archive.</summary>
    public int Entries { get; init; } = 100;
}
