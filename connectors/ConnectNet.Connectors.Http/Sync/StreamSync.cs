using ConnectNet.Connectors.Http.Client;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Connectors.Http.Sync;

/// <summary>
/// One stream of one account: a state machine that makes at most one call at a time and says when it wants to be called again. The
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
    private readonly IStreamReader _reader;
    private readonly Report _report;
    private readonly IReadingPlan _plan;
    private readonly IReadOnlyDictionary<string, object?> _partition;
    private readonly KeyInventory? _inventory;
    private readonly string _account;
    private readonly PageQueue _pages;
    private readonly Dictionary<DateOnly, int> _failures = [];
    private bool _hasResumed;
    private Reading? _reading;
    private Slice? _next;
    private int _commitsSeen;
    private int _limit;
    private int _goodPages;
    private int _attempts;
    private long _sliceRows;

    public StreamSync(SyncContext context, IStreamReader reader, string platform, string account)
    {
        _context = context;
        _reader = reader;
        _report = reader.Report;
        _account = account;
        _plan = _report.IsDated ? new DatePlan(context.Settings, reader) : new SnapshotPlan(context.Settings, _report);
        _pages = new PageQueue(context);
        _limit = LargestPage;
        _partition = new OrderedDictionary<string, object?> { ["platform"] = platform, ["account"] = account, ["stream"] = _report.Stream };
        _inventory = context.Settings.EmitTombstones ? new KeyInventory(_partition, _report.KeyHash, context.Task) : null;
    }

    /// <summary>When to be called again.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MinValue;

    private int LargestPage => _reader.HasPageSize ? _context.Settings.PageSize : int.MaxValue;

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
        _reading?.Slices.Drop();
        (_reading, _next) = (null, null);
        _plan.Abandon(_context.Now);
    }

    /// <summary>Makes sure that there is a slice to read; false when nothing is due.</summary>
    private async ValueTask<bool> BeginAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        if (_reading is not null)
        {
            return true;
        }

        await ResumeAsync(account, cancellationToken).ConfigureAwait(false);
        _next ??= _plan.Next(account, _context.Now);
        if (_next is not { } slice || _pages.Overlaps(slice))
        {
            Due = _next is null && _pages.IsSettled ? _plan.NextCycle : _context.Now + HoldCheck;
            return false;
        }

        if (_inventory is not null)
        {
            await _inventory.BeginAsync(slice, cancellationToken).ConfigureAwait(false);
        }

        _next = null;
        _reading = new Reading(slice, _reader.Open(slice));
        _sliceRows = 0;
        return true;
    }

    private async ValueTask ResumeAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        if (_hasResumed)
        {
            return;
        }

        var stored = await _context.Task.Offsets.GetAsync([_partition], cancellationToken).ConfigureAwait(false);
        if (!_plan.Resume(stored[0], account, _context.Now))
        {
            Log.StartsOver(_context.Logger, _account, _report.Stream);
        }

        _hasResumed = true;
    }

    private async ValueTask<IReadOnlyList<SourceRecord>> CallAsync(AccountInfo account, CancellationToken cancellationToken)
    {
        var step = await _reading!.Slices.CallAsync(_limit, account, cancellationToken).ConfigureAwait(false);
        Due = step.Wait == TimeSpan.Zero ? DateTimeOffset.MinValue : _context.Now + step.Wait;
        if (step.Failure is { } failure)
        {
            Handle(failure);
            return [];
        }

        _attempts = 0;
        return step.Rows is null ? [] : Send(Take(step.Rows, step.IsSliceRead, account));
    }

    /// <summary>The records of a page; with the last page the tombstones and the slice's offset.</summary>
    private ReadyPage Take(IReadOnlyList<ReadRow> rows, bool isSliceRead, AccountInfo account)
    {
        GrowPages();
        var now = _context.Now;
        var slice = _reading!.Slice;
        DateOnly? finalTo = slice.IsDated ? account.Today(now).AddDays(-_reader.LookbackDays) : null;
        var needs = _inventory?.Add(rows, finalTo) ?? 0;
        _sliceRows += rows.Count;
        var before = _plan.Offset;
        List<SourceRecord> records = [.. rows.Select(row => row.Record with { SourcePartition = _partition, SourceOffset = before })];
        Action? afterDelivery = null;
        if (isSliceRead && slice.IsWhole && _inventory is not null)
        {
            var vanished = _inventory.Vanished(slice);
            records.AddRange(vanished.Select(gone =>
                _reader.Tombstone(account, gone.Date, KeyInventory.KeyParts(gone.Key), now) with { SourcePartition = _partition, SourceOffset = before }));
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
        _plan.Complete(slice, account, now);
        _reading = null;
        _failures.Remove(slice.From);
        _context.Metrics.SliceRead(_account, _report.Stream, _sliceRows, _plan.LagDays(account, now));
        Log.SliceRead(_context.Logger, _account, _report.Stream, slice, _sliceRows);
        return _plan.Offset;
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

    private void Handle(ApiFailure failure)
    {
        switch (failure.Class)
        {
            case FailureClass.Transient when ++_attempts < _context.Settings.RetryMaxAttempts:
                Due = _context.Now + Backoff.Transient(_attempts, Random.Shared.NextDouble());
                Log.Retry(_context.Logger, _account, _report.Stream, _attempts, failure.Message);
                break;
            case FailureClass.TooBig when Narrow():
                Log.Narrowed(_context.Logger, _account, _report.Stream, _limit, failure.Message);
                break;
            case FailureClass.RestartSlice when _reading!.Slices.Restarts < MostRestarts:
                _reading.Slices.Restart();
                _inventory?.Restart();
                _sliceRows = 0;
                Log.Restarted(_context.Logger, _account, _report.Stream, _reading.Slice, failure.Message);
                break;
            case FailureClass.PermanentStream when _context.Settings.SkipsBrokenStreams:
                _reading!.Slices.Drop();
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

    /// <summary>Pages first, then days, then what the platform can do beside; false where nothing is left.</summary>
    private bool Narrow()
    {
        _goodPages = 0;
        if (_reader.HasPageSize && _limit > SmallestPage)
        {
            _limit = Math.Max(SmallestPage, _limit / 2);
            return true;
        }

        var (slice, reader) = _reading!;
        if (slice.From != slice.To)
        {
            reader.Drop();
            _plan.ReadNext([.. slice.Dates.Select(date => new Slice(date, date))]);
            _reading = null;
            return true;
        }

        if (!reader.TryNarrow())
        {
            return false;
        }

        _inventory?.Restart();
        _sliceRows = 0;
        return true;
    }

    private void GrowPages()
    {
        if (_limit < LargestPage && ++_goodPages >= PagesUntilGrowth)
        {
            _goodPages = 0;
            _limit = Math.Min(LargestPage, _limit * 2);
        }
    }

    private void FailSlice(ApiFailure failure)
    {
        _context.Metrics.SliceFailed(_account, _report.Stream);
        var slice = _reading!.Slice;
        _reading.Slices.Drop();
        _reading = null;
        _attempts = 0;
        _plan.Abandon(_context.Now);
        Due = _plan.NextCycle;
        var failures = _failures[slice.From] = _failures.GetValueOrDefault(slice.From) + 1;
        if (failures >= _context.Settings.SliceMaxFailures)
        {
            throw new ConnectException(
                $"Stream {_report.Stream} of account {_account}: slice {slice} failed {failures} times in succession, "
                + $"lastly with: {failure.Message}");
        }

        Log.SliceFailed(_context.Logger, _account, _report.Stream, slice, failure.Message);
    }

    /// <summary>The slice at hand, and what reads it.</summary>
    private sealed record Reading(Slice Slice, ISliceReader Slices);
}
