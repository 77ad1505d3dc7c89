using ConnectNet.Connectors.FacebookAds.Graph;
using ConnectNet.Connectors.Http.Client;

namespace ConnectNet.Connectors.FacebookAds.Sync;

/// <summary>What one call brought: a page, or the wish to wait, or a failure; or nothing but progress.</summary>
internal readonly record struct RunStep(InsightsPage? Page = null, TimeSpan Wait = default, ApiFailure? Failure = null, bool IsSliceRead = false)
{
    public static RunStep Fail(FailureClass kind, string message) => new(Failure: new ApiFailure(kind, message));
}

/// <summary>
/// The reading of one slice: which call comes next, and how the slice is cut when answers are too big. Nothing of it outlives the
/// process: cursors and runs are short-lived, a restart begins the slice again. Belongs to one stream of a task.
/// </summary>
internal sealed class SliceRun(SyncContext context, GraphClient graph, ReportSpec report, Slice slice, bool isAsync)
{
    private static readonly TimeSpan SlotWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestJobPoll = TimeSpan.FromMinutes(2);

    private readonly LinkedList<IReadOnlyList<string>> _parts = new();
    private List<string>? _listing;
    private bool _isListed;
    private string? _after;
    private bool _isAsync = isAsync;
    private string? _runId;
    private bool _isJobDone;
    private bool _holdsSlot;
    private int _jobPolls;
    private DateTimeOffset _jobDeadline;

    public Slice Slice { get; } = slice;

    public int Restarts { get; private set; }

    public async ValueTask<RunStep> CallAsync(int limit, CancellationToken cancellationToken)
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
        return TakePage(result);
    }

    /// <summary>From the beginning of the slice, in the same parts.</summary>
    public void Restart()
    {
        Restarts++;
        _after = null;
        DropJob();
    }

    /// <summary>Gives back what the run holds of the task's limits.</summary>
    public void DropJob()
    {
        if (_holdsSlot)
        {
            context.ReturnJob();
        }

        (_holdsSlot, _runId, _isJobDone, _jobPolls) = (false, null, false, 0);
    }

    /// <summary>Switches to an asynchronous run; false where it is one already or may not be.</summary>
    public bool TryGoAsync()
    {
        if (_isAsync || context.Config.AsyncMode == AsyncMode.Never)
        {
            return false;
        }

        _isAsync = true;
        _after = null;
        return true;
    }

    /// <summary>Cuts the slice, or the part at hand, by campaigns; false where it cannot be cut any more.</summary>
    public bool TryCut()
    {
        if (report.Level == "account" || _listing is not null)
        {
            return false;
        }

        _after = null;
        DropJob();
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
        new(report.Level, report.RequestFields, report.Breakdowns, report.Windows, Slice, [.. Filters()]);

    private IEnumerable<InFilter> Filters()
    {
        if (context.Config.IncludeDeleted && report.Level == "ad")
        {
            yield return new InFilter("ad.effective_status", AllStatuses);
        }

        if (_parts.First is { } part)
        {
            yield return new InFilter("campaign.id", part.Value);
        }
    }

    private RunStep TakePage(ApiResult result)
    {
        if (result.Failure is not null)
        {
            return new RunStep(Failure: result.Failure);
        }

        if (InsightsPage.Read(result.Response) is not { } page)
        {
            return RunStep.Fail(FailureClass.Transient, $"The answer for slice {Slice} of stream {report.Stream} is no page of insights.");
        }

        _after = page.After;
        if (_after is not null)
        {
            return new RunStep(page);
        }

        DropJob();
        if (_parts.Count > 0)
        {
            _parts.RemoveFirst();
        }

        return new RunStep(page, IsSliceRead: _parts.Count == 0);
    }

    private async ValueTask<RunStep> StartJobAsync(CancellationToken cancellationToken)
    {
        if (!_holdsSlot && !context.TryTakeJob())
        {
            return new RunStep(Wait: SlotWait);
        }

        _holdsSlot = true;
        var result = await graph.StartJobAsync(Request(), cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new RunStep(Failure: result.Failure);
        }

        _runId = JobStatus.ReadRunId(result.Response);
        _jobDeadline = context.Now + context.Config.JobTimeout;
        return _runId is null
            ? RunStep.Fail(FailureClass.Transient, $"No report_run_id came for stream {report.Stream}.")
            : new RunStep(Wait: context.Config.JobPollInterval);
    }

    private async ValueTask<RunStep> PollJobAsync(string runId, CancellationToken cancellationToken)
    {
        var result = await graph.JobAsync(runId, cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new RunStep(Failure: result.Failure);
        }

        var status = JobStatus.Read(result.Response);
        if (status is { IsDone: true })
        {
            _isJobDone = true;
            return default;
        }

        if (status is { HasFailed: true })
        {
            return RunStep.Fail(
                AfterFailedJob(status.FailureClass),
                $"Report run {runId}: {status.Text}, code {status.ErrorCode}, subcode {status.ErrorSubcode} {status.ErrorMessage}");
        }

        return context.Now >= _jobDeadline
            ? RunStep.Fail(AfterFailedJob(FailureClass.RestartSlice), $"Report run {runId} was not done within {context.Config.JobTimeout}.")
            : new RunStep(Wait: Backoff.Doubled(context.Config.JobPollInterval, ++_jobPolls, LongestJobPoll));
    }

    /// <summary>One more try, then smaller: a run that fails twice without a reason is usually too large.</summary>
    private FailureClass AfterFailedJob(FailureClass kind) =>
        kind == FailureClass.RestartSlice && Restarts > 0 ? FailureClass.TooBig : kind;

    /// <summary>Campaigns come from the report, not from the list of campaigns: that one lacks deleted ones.</summary>
    private async ValueTask<RunStep> ListCampaignsAsync(int limit, CancellationToken cancellationToken)
    {
        var request = new InsightsRequest("campaign", ["campaign_id"], [], [], Slice, []);
        var result = await graph.InsightsAsync(request, limit, _after, cancellationToken).ConfigureAwait(false);
        if (result.Failure is not null)
        {
            return new RunStep(Failure: result.Failure);
        }

        using var page = InsightsPage.Read(result.Response);
        if (page is null)
        {
            return RunStep.Fail(FailureClass.Transient, $"The campaigns of slice {Slice} could not be listed: the answer is no page of insights.");
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
