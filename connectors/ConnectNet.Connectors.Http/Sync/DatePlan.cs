namespace ConnectNet.Connectors.Http.Sync;

/// <summary>The plan of a stream whose rows have dates: slices of dates, and an offset that may have gaps.</summary>
internal sealed class DatePlan(SyncSettings settings, IStreamReader stream) : IReadingPlan
{
    private readonly SlicePlanner _planner = new(settings, stream);
    private SyncOffset? _offset;

    public DateTimeOffset NextCycle => _planner.NextCycle;

    public IReadOnlyDictionary<string, object?> Offset => _offset!.ToMap();

    public int LagDays(AccountInfo account, DateTimeOffset now) => account.Today(now).DayNumber - _offset!.CompleteTo.DayNumber;

    public bool Resume(IReadOnlyDictionary<string, object?>? stored, AccountInfo account, DateTimeOffset now)
    {
        var report = stream.Report;
        var before = SyncOffset.FromMap(stored);
        var isOther = false;
        if (before is not null && before.Settings.Split('.') is [var keys, var fields])
        {
            isOther = keys != report.KeyHash || (fields != report.FieldsHash && settings.BackfillOnNewFields);
        }
        else
        {
            before = null;
        }

        var earliest = _planner.Earliest(account.Today(now), null);
        var start = before is null || isOther ? new SyncOffset(earliest.AddDays(-1), [], "", "", null) : before;
        _offset = start with { Settings = $"{report.KeyHash}.{report.FieldsHash}", Zone = account.ZoneName };
        return !isOther;
    }

    public Slice? Next(AccountInfo account, DateTimeOffset now)
    {
        SkipUnreachable(account.Today(now));
        return _planner.Next(_offset!, account.Zone, now);
    }

    public void ReadNext(IReadOnlyList<Slice> slices) => _planner.ReadNext(slices);

    public void Complete(Slice slice, AccountInfo account, DateTimeOffset now)
    {
        var offset = _offset!.With(slice.Dates, account.Today(now));
        _offset = _planner.Completed(slice, now) is { } started ? offset with { RefreshedAt = started } : offset;
    }

    public void Abandon(DateTimeOffset now) => _planner.Abandon(now);

    /// <summary>Dates that will not be read any more, for age or a later start, do not hold up the run without a gap.</summary>
    private void SkipUnreachable(DateOnly today)
    {
        var last = _planner.Earliest(today, _offset).AddDays(-1);
        if (_offset!.CompleteTo < last && last < today)
        {
            _offset = (_offset with { CompleteTo = last }).With([], today);
        }
    }
}
