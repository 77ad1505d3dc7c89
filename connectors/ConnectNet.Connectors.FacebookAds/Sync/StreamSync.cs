using System.Text.Json;
using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.FacebookAds.Rows;
using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.FacebookAds.Sync;

/// <summary>
/// One report of one account: a state machine that makes at most one call at a time and says when it wants to be called again. The
/// offset of a slice is on its last record, so a crash in the middle reads the slice again. Belongs to one task; not thread safe.
/// </summary>
internal sealed class StreamSync
{
    private const int SmallestPage = 10;
    private const int PagesUntilGrowth = 10;
    private const int MostRestarts = 3;
    private const int MostHeldRows = 20_000;
    private static readonly TimeSpan HoldCheck = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(10);

    private readonly SyncContext _context;
    private readonly ReportSpec _report;
    private readonly SlicePlanner _planner;
    private readonly RowReader _rows;
    private readonly IReadOnlyDictionary<string, object?> _partition;
    private readonly KeyInventory? _inventory;
    private readonly string _account;
    private readonly GraphClient _graph;
    private readonly Dictionary<DateOnly, int> _failures = [];
    private SyncOffset? _offset;
    private SliceRun? _run;
    private readonly PageQueue _pages;
    private Slice? _next;
    private int _commitsSeen;
    private int _limit;
    private int _goodPages;
    private int _attempts;
    private long _sliceRows;
    private bool _prefersAsync;

    public StreamSync(SyncContext context, GraphClient graph, ReportSpec report, string account)
    {
        _context = context;
        _report = report;
        _account = account;
        _graph = graph;
        _planner = new SlicePlanner(context.Config);
        _rows = new RowReader(context.Config, report, OnMalformed);
        _pages = new PageQueue(context);
        _limit = context.Config.PageSize;
        _prefersAsync = context.Config.AsyncMode == AsyncMode.Always;
        _partition = new OrderedDictionary<string, object?> { ["platform"] = "facebook", ["account"] = account, ["stream"] = report.Stream };
        _inventory = context.Config.EmitTombstones ? new KeyInventory(_partition, report.KeyHash, context.Task) : null;
    }

    /// <summary>When to be called again.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MinValue;

    public async ValueTask<IReadOnlyList<SourceRecord>> StepAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        _pages.CheckDelivered();
        if (await TakeHeldAsync(cancellationToken).ConfigureAwait(false) is { } records)
        {
            return records;
        }

        if (_pages.Rows >= MostHeldRows)
        {
            Due = _context.Now + HoldCheck;
            return [];
        }

        return await BeginAsync(account, cancellationToken).ConfigureAwait(false)
            ? await CallAsync(account, cancellationToken).ConfigureAwait(false)
            : [];
    }

    /// <summary>Gives up the slice at hand, for the account cannot be read for a long time.</summary>
    public void Suspend()
    {
        _run?.DropJob();
        (_run, _next) = (null, null);
        _planner.Abandon(_context.Now);
    }

    /// <summary>Makes sure that there is a slice to read; false when nothing is due.</summary>
    private async ValueTask<bool> BeginAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        if (_run is not null)
        {
            return true;
        }

        var offset = _offset ??= await LoadOffsetAsync(account, cancellationToken).ConfigureAwait(false);
        _next ??= _planner.Next(SkipUnreachable(offset, account), account.Zone, _context.Now);
        if (_next is not { } slice || _pages.Overlaps(slice))
        {
            Due = _next is null && _pages.IsSettled ? _planner.NextCycle : _context.Now + HoldCheck;
            return false;
        }

        if (_inventory is not null)
        {
            await _inventory.BeginAsync(slice, cancellationToken).ConfigureAwait(false);
        }

        _next = null;
        _run = new SliceRun(_context, _graph, _report, slice, _prefersAsync);
        _sliceRows = 0;
        return true;
    }

    private async ValueTask<IReadOnlyList<SourceRecord>> CallAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        var step = await _run!.CallAsync(_limit, cancellationToken).ConfigureAwait(false);
        using var page = step.Page;
        Due = step.Wait == TimeSpan.Zero ? DateTimeOffset.MinValue : _context.Now + step.Wait;
        if (step.Failure is { } failure)
        {
            Handle(failure);
            return [];
        }

        _attempts = 0;
        return page is null ? [] : Send(Take(page, step.IsSliceRead, account));
    }

    /// <summary>The records of a page; with the last page the tombstones and the slice's offset.</summary>
    private ReadyPage Take(InsightsPage page, bool isSliceRead, AccountInfo account)
    {
        GrowPages();
        var now = _context.Now;
        var slice = _run!.Slice;
        var finalTo = account.Today(now).AddDays(-_context.Config.LookbackDays);
        List<ReadRow> rows = [.. page.Rows.EnumerateArray().Select(row => _rows.Read(row, account, slice, now))];
        var needs = _inventory?.Add(rows, finalTo) ?? 0;
        _sliceRows += rows.Count;
        var before = _offset!.ToMap();
        List<SourceRecord> records = [.. rows.Select(row => row.Record with { SourcePartition = _partition, SourceOffset = before })];
        Action? afterDelivery = null;
        if (isSliceRead && _inventory is not null)
        {
            var vanished = _inventory.Vanished(slice);
            records.AddRange(vanished.Select(gone =>
                _rows.Tombstone(account, gone.Date, KeyInventory.KeyParts(gone.Key), now) with { SourcePartition = _partition, SourceOffset = before }));
            _context.Metrics.Vanished(_account, _report.Stream, vanished.Count);
            afterDelivery = () => _inventory.Forget(slice, vanished, finalTo);
        }

        var offset = isSliceRead ? Complete(slice, account, now) : null;
        if (offset is not null && records.Count > 0)
        {
            records[^1] = records[^1] with { SourceOffset = offset };
        }

        return new ReadyPage(records, slice, needs, now)
        {
            Offset = records.Count == 0 ? offset : null,
            AfterDelivery = afterDelivery,
        };
    }

    /// <summary>Notes the slice at hand as read.</summary>
    /// <returns>The offset after it.</returns>
    private IReadOnlyDictionary<string, object?> Complete(Slice slice, AccountInfo account, DateTimeOffset now)
    {
        var offset = _offset!.With(slice.Dates, account.Today(now));
        if (_planner.Completed(slice, now) is { } started)
        {
            offset = offset with { RefreshedAt = started };
        }

        _offset = offset;
        _run = null;
        _failures.Remove(slice.From);
        _context.Metrics.SliceRead(_account, _report.Stream, _sliceRows, account.Today(now).DayNumber - offset.CompleteTo.DayNumber);
        Log.SliceRead(_context.Logger, _account, _report.Stream, slice, _sliceRows);
        return offset.ToMap();
    }

    /// <summary>Hands a page over, or holds it back until its keys are committed; nothing overtakes a page that is held.</summary>
    private IReadOnlyList<SourceRecord> Send(ReadyPage page)
    {
        if (_pages.First is not null || (_inventory is not null && page.Needs > _inventory.CommittedVersion))
        {
            _pages.Hold(page);
            _context.Task.RequestCommit();
            return [];
        }

        return HandOver(page);
    }

    private IReadOnlyList<SourceRecord> HandOver(ReadyPage page)
    {
        if (page.Offset is not null)
        {
            _context.Task.AdvanceOffset(_partition, page.Offset);
        }

        _pages.Sent(page);
        return page.Records;
    }

    private async ValueTask<IReadOnlyList<SourceRecord>?> TakeHeldAsync(CancellationToken cancellationToken)
    {
        if (_pages.First is not { } page)
        {
            return null;
        }

        if (_commitsSeen != _context.Commits)
        {
            _commitsSeen = _context.Commits;
            await _inventory!.CheckCommittedAsync(cancellationToken).ConfigureAwait(false);
        }

        if (page.Needs > _inventory!.CommittedVersion)
        {
            if (_context.Now - page.HeldSince < LongestHold)
            {
                return null;
            }

            Log.SentUncommitted(_context.Logger, _account, _report.Stream, LongestHold);
        }

        _pages.RemoveFirst();
        Due = DateTimeOffset.MinValue;
        return HandOver(page);
    }

    private async ValueTask<SyncOffset> LoadOffsetAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        var stored = SyncOffset.FromMap((await _context.Task.Offsets.GetAsync([_partition], cancellationToken).ConfigureAwait(false))[0]);
        var settings = $"{_report.KeyHash}.{_report.FieldsHash}";
        if (stored is not null && stored.Settings.Split('.') is [var keys, var fields])
        {
            var isSame = keys == _report.KeyHash && (fields == _report.FieldsHash || !_context.Config.BackfillOnNewFields);
            if (isSame)
            {
                return stored with { Settings = settings, Zone = account.ZoneName };
            }

            Log.StartsOver(_context.Logger, _account, _report.Stream);
        }

        var earliest = SlicePlanner.Earliest(_context.Config, account.Today(_context.Now), null);
        return new SyncOffset(earliest.AddDays(-1), [], account.ZoneName, settings, null);
    }

    /// <summary>Dates that will not be read any more, for age or a later start, do not hold up the run without a gap.</summary>
    private SyncOffset SkipUnreachable(SyncOffset offset, AccountInfo account)
    {
        var today = account.Today(_context.Now);
        var last = SlicePlanner.Earliest(_context.Config, today, offset).AddDays(-1);
        return _offset = offset.CompleteTo < last && last < today ? (offset with { CompleteTo = last }).With([], today) : offset;
    }

    private void Handle(ApiFailure failure)
    {
        switch (failure.Class)
        {
            case FailureClass.Transient when ++_attempts < _context.Config.RetryMaxAttempts:
                Due = _context.Now + Backoff.Transient(_attempts, Random.Shared.NextDouble());
                Log.Retry(_context.Logger, _account, _report.Stream, _attempts, failure.Message);
                break;
            case FailureClass.TooBig when Narrow():
                Log.Narrowed(_context.Logger, _account, _report.Stream, _limit, failure.Message);
                break;
            case FailureClass.RestartSlice when _run!.Restarts < MostRestarts:
                _run.Restart();
                _inventory?.Restart();
                _sliceRows = 0;
                Log.Restarted(_context.Logger, _account, _report.Stream, _run.Slice, failure.Message);
                break;
            case FailureClass.PermanentStream when _context.Config.SkipsBrokenStreams:
                _run!.DropJob();
                Due = DateTimeOffset.MaxValue;
                Log.StreamSkipped(_context.Logger, _account, _report.Stream, failure.Message);
                break;
            case FailureClass.Transient or FailureClass.TooBig or FailureClass.RestartSlice:
                FailSlice(failure);
                break;
            default:
                // Throttling and what concerns the account or the whole connector is decided there; the run goes on after it.
                throw new ApiFailureException(failure, _report.Stream);
        }
    }

    /// <summary>Pages first, then days, then an asynchronous run, then campaigns; false where nothing is left.</summary>
    private bool Narrow()
    {
        _goodPages = 0;
        if (_limit > SmallestPage)
        {
            _limit = Math.Max(SmallestPage, _limit / 2);
            return true;
        }

        var run = _run!;
        if (run.Slice.From != run.Slice.To)
        {
            run.DropJob();
            _planner.ReadNext([.. run.Slice.Dates.Select(date => new Slice(date, date))]);
            _run = null;
            return true;
        }

        if (run.TryGoAsync())
        {
            _prefersAsync = true;
        }
        else if (!run.TryCut())
        {
            return false;
        }

        _inventory?.Restart();
        _sliceRows = 0;
        return true;
    }

    private void GrowPages()
    {
        if (_limit < _context.Config.PageSize && ++_goodPages >= PagesUntilGrowth)
        {
            _goodPages = 0;
            _limit = Math.Min(_context.Config.PageSize, _limit * 2);
        }
    }

    private void FailSlice(ApiFailure failure)
    {
        _context.Metrics.SliceFailed(_account, _report.Stream);
        var slice = _run!.Slice;
        _run.DropJob();
        _run = null;
        _attempts = 0;
        _planner.Abandon(_context.Now);
        Due = _planner.NextCycle;
        var failures = _failures[slice.From] = _failures.GetValueOrDefault(slice.From) + 1;
        if (failures >= _context.Config.SliceMaxFailures)
        {
            throw new ConnectException(
                $"Stream {_report.Stream} of account {_account}: slice {slice} failed {failures} times in succession, "
                + $"lastly with: {failure.Message}");
        }

        Log.SliceFailed(_context.Logger, _account, _report.Stream, slice, failure.Message);
    }

    private void OnMalformed(string account, string field)
    {
        _context.Metrics.Malformed(account, _report.Stream, field);
        Log.Malformed(_context.Logger, account, _report.Stream, field);
    }
}
