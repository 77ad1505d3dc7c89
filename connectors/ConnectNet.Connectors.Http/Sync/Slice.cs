using System.Globalization;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// What is read of a stream, and recorded as read, as a whole: a range of dates in the account's zone, both included; or of a stream without
/// dates everything, or what has changed since a time.
/// </summary>
internal readonly record struct Slice(DateOnly From, DateOnly To)
{
    /// <summary>Everything that a stream without dates has. Its only date, where one is needed to file something under, is the default.</summary>
    public static Slice All => default;

    /// <summary>For a stream without dates: only what has changed since then; null is everything.</summary>
    public DateTimeOffset? Since { get; init; }

    public bool IsDated => To != default;

    /// <summary>Whether what is missing from the answer is gone.</summary>
    public bool IsWhole => Since is null;

    public IEnumerable<DateOnly> Dates
    {
        get
        {
            for (var date = From; date <= To; date = date.AddDays(1))
            {
                yield return date;
            }
        }
    }

    public static string Text(DateOnly date) => date == default ? "all" : date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override string ToString() => Since is { } since
        ? "since " + since.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
        : From == To ? Text(From) : $"{Text(From)}..{Text(To)}";
}
