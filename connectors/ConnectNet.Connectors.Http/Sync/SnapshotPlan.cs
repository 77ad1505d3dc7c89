using System.Globalization;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// The plan of a stream without dates: everything once per snapshot interval, for an API does not tell of every change; and between, where the
/// API can be asked for it, what has changed, every poll interval.
/// </summary>
internal sealed class SnapshotPlan(SyncSettings settings, Report report) : IReadingPlan
{
    /// <summary>Clocks differ, and an API may show a change a little after its time.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private DateTimeOffset? _wholeAt;
    private DateTimeOffset? _changesTo;
    private DateTimeOffset _started;

    public DateTimeOffset NextCycle { get; private set; } = DateTimeOffset.MinValue;

    public IReadOnlyDictionary<string, object?> Offset => new OrderedDictionary<string, object?>
    {
        ["v"] = 1L,
        ["wholeAt"] = Text(_wholeAt),
        ["changesTo"] = Text(_changesTo),
        ["cfg"] = $"{report.KeyHash}.{report.FieldsHash}",
    };

    /// <summary>Whether a map is an offset of such a stream.</summary>
    public static bool IsOffset(IReadOnlyDictionary<string, object?> map) =>
        map.GetValueOrDefault("v") is 1L or 1 or 1.0 && map.ContainsKey("wholeAt") && (map["wholeAt"] is null || Time(map, "wholeAt") is not null);

    public int LagDays(AccountInfo account, DateTimeOffset now) => (int)(now - (_wholeAt ?? now)).TotalDays;

    public bool Resume(IReadOnlyDictionary<string, object?>? stored, AccountInfo account, DateTimeOffset now)
    {
        if (stored is null || !IsOffset(stored))
        {
            return true;
        }

        if ((stored.GetValueOrDefault("cfg") as string) != $"{report.KeyHash}.{report.FieldsHash}")
        {
            return false;
        }

        (_wholeAt, _changesTo) = (Time(stored, "wholeAt"), Time(stored, "changesTo"));
        return true;
    }

    public Slice? Next(AccountInfo account, DateTimeOffset now)
    {
        if (now < NextCycle)
        {
            return null;
        }

        var isWhole = _wholeAt is not { } whole || now - whole >= settings.SnapshotInterval;
        if (!isWhole && !report.HasChanges)
        {
            NextCycle = _wholeAt!.Value + settings.SnapshotInterval;
            return null;
        }

        _started = now;
        NextCycle = now + settings.PollInterval;
        return isWhole ? Slice.All : Slice.All with { Since = (_changesTo ?? _wholeAt!.Value) - Overlap };
    }

    public void ReadNext(IReadOnlyList<Slice> slices) =>
        throw new InvalidOperationException("A stream without dates has one slice, which is cut by its reader.");

    public void Complete(Slice slice, AccountInfo account, DateTimeOffset now)
    {
        _changesTo = _started;
        if (slice.IsWhole)
        {
            _wholeAt = _started;
        }
    }

    public void Abandon(DateTimeOffset now) => NextCycle = now + settings.PollInterval;

    private static string? Text(DateTimeOffset? time) => time?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(IReadOnlyDictionary<string, object?> map, string name) =>
        DateTimeOffset.TryParse(map.GetValueOrDefault(name) as string, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
