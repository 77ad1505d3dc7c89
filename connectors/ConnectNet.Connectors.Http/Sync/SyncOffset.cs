using System.Globalization;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// How far a report of an account has been read. <see cref="CompleteTo"/> ends the run of dates without a gap and never passes
/// yesterday; <see cref="Done"/> holds later dates that are read already. Holds nothing that goes stale: no cursor, run or URL.
/// Immutable.
/// </summary>
internal sealed record SyncOffset(DateOnly CompleteTo, IReadOnlyList<DateOnly> Done, string Zone, string Settings, DateTimeOffset? RefreshedAt)
{
    private const int MostDone = 60;

    /// <summary>As stored; offsets hold texts and numbers only, so the dates done are one text.</summary>
    public IReadOnlyDictionary<string, object?> ToMap() => new OrderedDictionary<string, object?>
    {
        ["v"] = 1L,
        ["completeTo"] = Slice.Text(CompleteTo),
        ["done"] = string.Join(',', Done.Select(Slice.Text)),
        ["tz"] = Zone,
        ["cfg"] = Settings,
        ["refreshedAt"] = RefreshedAt?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    };

    /// <summary>Null when the map is none of ours or of an unknown version: reading starts over then.</summary>
    public static SyncOffset? FromMap(IReadOnlyDictionary<string, object?>? map)
    {
        if (map is null || map.GetValueOrDefault("v") is not (1L or 1 or 1.0)
            || SyncSettings.ParseDate(map.GetValueOrDefault("completeTo") as string ?? "") is not { } completeTo)
        {
            return null;
        }

        var done = (map.GetValueOrDefault("done") as string ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(SyncSettings.ParseDate).OfType<DateOnly>();
        var refreshedAt = DateTimeOffset.TryParse(
            Text("refreshedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : (DateTimeOffset?)null;
        return new SyncOffset(completeTo, [.. done.Order()], Text("tz"), Text("cfg"), refreshedAt);

        string Text(string name) => map.GetValueOrDefault(name) as string ?? "";
    }

    /// <summary>With dates read. Today stays provisional: it may be in the list but the run ends before it.</summary>
    public SyncOffset With(IEnumerable<DateOnly> dates, DateOnly today)
    {
        var done = new SortedSet<DateOnly>(Done.Concat(dates));
        var completeTo = CompleteTo;
        while (completeTo.AddDays(1) < today && done.Contains(completeTo.AddDays(1)))
        {
            completeTo = completeTo.AddDays(1);
        }

        return this with { CompleteTo = completeTo, Done = [.. done.Where(date => date > completeTo).Take(MostDone)] };
    }
}
