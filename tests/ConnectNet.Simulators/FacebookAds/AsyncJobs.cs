using System.Text.Json.Nodes;

namespace ConnectNet.Simulators.FacebookAds;

/// <summary>One asynchronous report run: its rows are those of the moment it was made.</summary>
internal sealed record AsyncJob(string Id, AdAccount Account, InsightsQuery Query, IReadOnlyList<JsonObject> Rows, DateTimeOffset MadeAt)
{
    public int Polls { get; set; }
}

/// <summary>
/// The report runs. A run moves on each time it is looked at, so that no clock has to: Not Started, Started, Running, Completed.
/// </summary>
internal sealed class AsyncJobs(SimulatorOptions options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AsyncJob> _jobs = [];
    private long _nextId = 6_200_045_509_101;

    public AsyncJob Start(AdAccount account, InsightsQuery query, IReadOnlyList<JsonObject> rows)
    {
        lock (_lock)
        {
            var job = new AsyncJob((_nextId++).ToString(), account, query, rows, clock.GetUtcNow());
            _jobs[job.Id] = job;
            return job;
        }
    }

    public AsyncJob? Find(string id)
    {
        lock (_lock)
        {
            return _jobs.GetValueOrDefault(id);
        }
    }

    public JsonObject Status(AsyncJob job)
    {
        lock (_lock)
        {
            job.Polls++;
            var status = new JsonObject { ["id"] = job.Id, ["account_id"] = job.Account.Id, ["time_ref"] = job.MadeAt.ToUnixTimeSeconds() };
            if (IsTooLarge(job))
            {
                status["async_status"] = "Job Failed";
                status["async_percent_completion"] = 100;
                status["error_code"] = -3;
                status["error_subcode"] = 1504045;
                status["error_message"] = "The report is too large";
                return status;
            }

            var left = options.PollsUntilJobCompletes - job.Polls;
            status["async_status"] = left <= 0 ? "Job Completed" : job.Polls == 1 ? "Job Not Started" : "Job Running";
            status["async_percent_completion"] = left <= 0 ? 100 : 100 * job.Polls / (options.PollsUntilJobCompletes + 1);
            status["is_running"] = left > 0;
            return status;
        }
    }

    public IReadOnlyList<JsonObject> Results(AsyncJob job)
    {
        lock (_lock)
        {
            return !IsTooLarge(job) && job.Polls >= options.PollsUntilJobCompletes
                ? job.Rows
                : throw GraphError.Of(2601, 1815107, 400, "Error accessing adreport job. Loading Async Ads Report Failed");
        }
    }

    private bool IsTooLarge(AsyncJob job) => job.Rows.Count > options.MaxAsyncRows;
}
