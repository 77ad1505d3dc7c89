using ConnectNet.Connectors.Http.Client;
using ConnectNet.Connectors.Http.Sync;

namespace ConnectNet.Connectors.FacebookAds.Graph;

/// <summary>
/// The reading of one slice of insights: which call comes next, and how the slice is cut when answers are too big.
/// </summary>
internal sealed class SliceRun(InsightsStream stream, GraphClient graph, Slice slice) : ISliceReader
{
    private static readonly TimeSpan SlotWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestJobPoll = TimeSpan.FromMinutes(2);

    private readonly ReportSpec _report = stream.Spec;
    private readonly SyncContext _context = stream.Context;
    private readonly LinkedList<IReadOnlyList<string>> _parts = new();
    private List<string>? _listing;
    private bool _isListed;
    private string? _after;
    private bool _isAsync = stream.PrefersAsync;
    private string? _runId;
    private bool _isJobDone;
    private bool _holdsSlot;
    private int _jobPolls;
    private DateTimeOffset _jobDeadline;

    public int Restarts { get; private set; }

    public async ValueTask<ReadStep> CallAsync(int limit, AccountInfo account, CancellationToken cancellationToken)
    {
        if (_listing is not null)
        {
            return await ListCampaignsAsync(limit, cancellationToken).ConfigureAwait(false);
        }

        if (_isAsync && !_isJobDone)
        {
            return _runId is null
                ? await StartJobAsync(cancellationToken).ConfigureAwait(false)
                : await PollJobAsync(_runId, cancellationToken).ConfigureAwait(false);
        }

        var result = _isAsync
            ? await graph.JobResultsAsync(_runId!, limit, _after, cancellationToken).ConfigureAwait(false)
            : await graph.InsightsAsync(Request(), limit, _after, cancellationToken).ConfigureAwait(false);
        return TakePage(result, account);
    }

    /// <summary>From the beginning of the slice, in the same parts.</summary>
    public void Restart()
    {
        Restarts++;
        _after = null;
        Drop();
    }

    /// <summary>Gives back the run's place among those that are allowed at a time.</summary>
    public void Drop()
    {
        if (_holdsSlot)
        {
            _context.ReturnJob();
        }

        (_holdsSlot, _runId, _isJobDone, _jobPolls) = (false, null, false, 0);
    }

    /// <summary>An asynchronous run first, then campaigns.</summary>
    public bool TryNarrow() => TryGoAsync() || TryCut();

    /// <summary>Switches to an asynchronous run; false where it is one already or may not be.</summary>
    private bool TryGoAsync()
    {
        if (_isAsync || stream.Mode == AsyncMode.Never)
        {
            return false;
        }

        (_isAsync, stream.PrefersAsync) = (true, true);
        _after = null;
        return true;
    }

    /// <summary>Cuts the slice, or the part at hand, by campaigns; false where it cannot be cut any more.</summary>
    private bool TryCut()
    {
        if (_report.Level == "account" || _listing is not null)
        {
            return false;
        }

        _after = null;
        Drop();
        if (_parts.First is not { } part)
        {
            _listing = _isListed ? null : [];
            return !_isListed;
        }

        if (part.Value.Count == 1)
        {
            return false;
        }

        var half = part.Value.Count / 2;
        _parts.AddAfter(part, part.Value.Skip(half).ToList());
        part.Value = part.Value.Take(half).ToList();
        return true;
    }

    private InsightsRequest Request() =>
        new(_report.Level, _report.RequestFields, _report.Breakdowns, _report.Windows, slice, [.. Filters()]);

    private IEnumerable<InFilter> Filters()
    {
        if (stream.IncludesDeleted && _report.Level == "ad")
        {
            yield return new InFilter("ad.effective_status", AllStatuses);
        }

        if (_parts.First is { } part)
        {
            yield return new InFilter("campaign.id", part.Value);
        }
    }

    private ReadStep TakePage(ApiResult result, AccountInfo account)
    {
        if (result.Failure is not null)
        {
            return new ReadStep(Failure: result.Failure);
        }

        using var page = InsightsPage.Read(result.Response);
        if (page is null)
        {
            return ReadStep.Fail(FailureClass.Transient, $"The answer for slice {slice} of stream {_report.Stream} is no page of insights.");
        }

        IReadOnlyList<ReadRow> rows = [.. page.Rows.EnumerateArray().Select(row => stream.Read(row, account, slice))];
        _after = page.After;
        if (_after is not null)
        {
            return new ReadStep(rows);
        }

        Drop();
        if (_parts.Count > 0)
        {
            _parts.RemoveFirst();
        }

        return new ReadStep(rows, IsSliceRead: _parts.Count == 0);
    }

    private async ValueTask<ReadStep> StartJobAsync(CancellationToken cancellationToken)
    {
        if (!_holdsSlot && !_context.TryTakeJob())
        {
            return new ReadStep(Wait: SlotWait);
        }

        _holdsSlot = true;
        var result = await graph.StartJobAsync(Request(), cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new ReadStep(Failure: result.Failure);
        }

        _runId = JobStatus.ReadRunId(result.Response);
        _jobDeadline = _context.Now + _context.Settings.JobTimeout;
        return _runId is null
            ? ReadStep.Fail(FailureClass.Transient, $"No report_run_id came for stream {_report.Stream}.")
            : new ReadStep(Wait: _context.Settings.JobPollInterval);
    }

    private async ValueTask<ReadStep> PollJobAsync(string runId, CancellationToken cancellationToken)
    {
        var result = await graph.JobAsync(runId, cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new ReadStep(Failure: result.Failure);
        }

        var status = JobStatus.Read(result.Response);
        if (status is { IsDone: true })
        {
            _isJobDone = true;
            return default;
        }

        if (status is { HasFailed: true })
        {
            return ReadStep.Fail(
                AfterFailedJob(status.FailureClass),
                $"Report run {runId}: {status.Text}, code {status.ErrorCode}, subcode {status.ErrorSubcode} {status.ErrorMessage}");
        }

        return _context.Now >= _jobDeadline
            ? ReadStep.Fail(AfterFailedJob(FailureClass.RestartSlice), $"Report run {runId} was not done within {_context.Settings.JobTimeout}.")
            : new ReadStep(Wait: Backoff.Doubled(_context.Settings.JobPollInterval, ++_jobPolls, LongestJobPoll));
    }

    /// <summary>One more try, then smaller: a run that fails twice without a reason is usually too large.</summary>
    private FailureClass AfterFailedJob(FailureClass kind) =>
        kind == FailureClass.RestartSlice && Restarts > 0 ? FailureClass.TooBig : kind;

    /// <summary>Campaigns come from the report, not from the list of campaigns: that one lacks deleted ones.</summary>
    private async ValueTask<ReadStep> ListCampaignsAsync(int limit, CancellationToken cancellationToken)
    {
        var request = new InsightsRequest("campaign", ["campaign_id"], [], [], slice, []);
        var result = await graph.InsightsAsync(request, limit, _after, cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new ReadStep(Failure: result.Failure);
        }

        using var page = InsightsPage.Read(result.Response);
        if (page is null)
        {
            return ReadStep.Fail(FailureClass.Transient, $"The campaigns of slice {slice} could not be listed: the answer is no page of insights.");
        }

        foreach (var row in page.Rows.EnumerateArray())
        {
            if (row.TryGetProperty("campaign_id", out var id))
            {
                _listing!.Add(id.ToString());
            }
        }

        _after = page.After;
        if (_after is not null)
        {
            return default;
        }

        var campaigns = _listing!.Distinct().ToList();
        (_listing, _isListed) = (null, true);
        foreach (var part in campaigns.Chunk(Math.Max(1, (campaigns.Count + 1) / 2)))
        {
            _parts.AddLast(part);
        }

        return default;
    }

    private static readonly string[] AllStatuses =
    [
        "ACTIVE", "PAUSED", "DELETED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED", "ADSET_PAUSED", "DISAPPROVED", "PENDING_REVIEW",
        "PREAPPROVED", "PENDING_BILLING_INFO",
    ];
}
