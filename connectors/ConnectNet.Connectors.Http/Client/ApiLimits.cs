namespace ConnectNet.Connectors.Http.Client;

/// <summary>How long calls may take and how large answers may be.</summary>
internal sealed record ApiLimits
{
    /// <summary>From the beginning of a <see cref="CallClass.Lookup"/> to the end of its answer.</summary>
    public TimeSpan Lookup { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From the beginning of a <see cref="CallClass.Report"/> to the end of its answer; of a streamed one, to its headers.</summary>
    public TimeSpan Report { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two pieces of a streamed answer, which may take any time in all.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Of an answer that is read whole, after decompression.</summary>
    public int AnswerBytes { get; init; } = 64 << 20;

    /// <summary>So much of a failure's body is read; the rest is left.</summary>
    public int ErrorBytes { get; init; } = 256 << 10;

    /// <summary>The setting behind <see cref="AnswerBytes"/>, for the message.</summary>
    public string AnswerBytesKey { get; init; } = "response.max.bytes";

    public static ApiLimits Same(TimeSpan timeout) => new() { Lookup = timeout, Report = timeout };

    public TimeSpan Of(CallClass callClass) => callClass == CallClass.Report ? Report : Lookup;
}
