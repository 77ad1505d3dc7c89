namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// Decides which dates of one report and account to read next. Every poll interval the hot window comes first, so that the latest
/// numbers never wait for a backfill; once per account day everything that is not final is read again, and what was never read, oldest
/// first. Belongs to one task; not thread safe.
/// </summary>
internal sealed class SlicePlanner(SyncSettings settings, IStreamReader stream)
{
    private readonly LinkedList<Slice> _hot = new();
    private readonly LinkedList<Slice> _backlog = new();
    private readonly HashSet<DateOnly> _fullPass = [];
    private DateTimeOffset? _fullPassStarted;
    private bool _readsHot;

    /// <summary>When the next reading of the hot window is due.</summary>
    public DateTimeOffset NextCycle { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>
    /// The first date that is asked for. Without a start date that is where the look-back window began when reading began.
    /// </summary>
    public DateOnly Earliest(DateOnly today, SyncOffset? offset)
    {
        // A day of slack: the API counts the months in a zone of its own.
        var retained = today.AddMonths(-settings.RetentionMonths).AddDays(1);
        var start = settings.StartDate ?? (offset is null ? today.AddDays(-stream.LookbackDays) : retained);
        return start > retained ? start : retained;
    }

    /// <summary>The next slice, or null when nothing is due before <see cref="NextCycle"/>.</summary>
    public Slice? Next(SyncOffset offset, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (now >= NextCycle && _hot.Count == 0)
        {
            Plan(offset, zone, now);
        }

        _readsHot = _hot.Count > 0;
        return TakeFirst(_hot) ?? TakeFirst(_backlog);
    }

    /// <summary>Puts back the rest of a slice that was too big to be read as a whole.</summary>
    public void ReadNext(IReadOnlyList<Slice> slices)
    {
        foreach (var slice in slices.Reverse())
        {
            (_readsHot ? _hot : _backlog).AddFirst(slice);
        }
    }

    /// <summary>Notes a slice as read.</summary>
    /// <returns>When the full pass began that ended with it; else null.</returns>
    public DateTimeOffset? Completed(Slice slice, DateTimeOffset now)
    {
        if (_readsHot && _hot.Count == 0)
        {
            NextCycle = now + settings.PollInterval;
        }

        _fullPass.ExceptWith(slice.Dates);
        if (_fullPassStarted is not { } started || _fullPass.Count > 0)
        {
            return null;
        }

        _fullPassStarted = null;
        return started;
    }

    /// <summary>Gives up for now: everything is planned anew at the next cycle.</summary>
    public void Abandon(DateTimeOffset now)
    {
        _hot.Clear();
        _backlog.Clear();
        _fullPass.Clear();
        _fullPassStarted = null;
        NextCycle = now + settings.PollInterval;
    }

    private static Slice? TakeFirst(LinkedList<Slice> queue)
    {
        if (queue.First is not { } first)
        {
            return null;
        }

        queue.RemoveFirst();
        return first.Value;
    }

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private void Plan(SyncOffset offset, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = AccountInfo.LocalDate(now, zone);
        var earliest = Earliest(today, offset);
        var hotFrom = Max(earliest, today.AddDays(1 - Math.Min(settings.HotWindowDays, stream.LookbackDays)));
        var refreshed = offset.RefreshedAt is { } time ? AccountInfo.LocalDate(time, zone) : (DateOnly?)null;
        if (_fullPassStarted is null && refreshed != today && earliest <= today)
        {
            // Dates that became final while nothing ran have to be read once more: the window begins at the last full pass.
            var windowFrom = Min(refreshed ?? today, today).AddDays(-stream.LookbackDays);
            var from = Max(earliest, Min(offset.CompleteTo.AddDays(1), windowFrom));
            _fullPassStarted = now;
            _fullPass.UnionWith(new Slice(from, today).Dates);
            foreach (var slice in Cut(from, hotFrom.AddDays(-1)))
            {
                _backlog.AddLast(slice);
            }
        }

        foreach (var slice in Cut(hotFrom, today))
        {
            _hot.AddLast(slice);
        }

        NextCycle = now + settings.PollInterval;
    }

    private IEnumerable<Slice> Cut(DateOnly from, DateOnly to)
    {
        for (var start = from; start <= to; start = start.AddDays(settings.SliceDays))
        {
            yield return new Slice(start, Min(start.AddDays(settings.SliceDays - 1), to));
        }
    }
}
