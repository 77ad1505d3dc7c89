using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>
/// Carries out restart requests read from the config topic, each worker for what it runs: everything is stopped and marked RESTARTING
/// before anything starts again. Used by the herder's thread.
/// </summary>
internal sealed partial class RestartExecutor(MembershipParts parts, Func<Membership> membership, ClusterView view)
{
    private readonly ILogger _logger = parts.Herder.LoggerOf<DistributedHerder>();

    public void RunAll(IReadOnlyList<RestartRequest> requests)
    {
        foreach (var request in requests)
        {
            using var stage = parts.Ticks.BeginStage("handling restart request for connector " + request.Connector);
            try
            {
                Run(request);
            }
            catch (Exception e)
            {
                LogSkipped(_logger, e, request);
            }
        }
    }

    private void Run(RestartRequest request)
    {
        if (view.FindStatus(request.Connector) is not { } current)
        {
            LogNoStatus(_logger, request.Connector, request);
            return;
        }

        var plan = new RestartPlan(request, current);
        LogExecuting(_logger, plan);
        var restartsConnector = plan.RestartsConnector && membership().Owns(request.Connector);
        List<ConnectorTaskId> tasks = [.. plan.Tasks.Where(membership().Owns)];
        if (restartsConnector)
        {
            using (parts.Ticks.BeginStage("stopping to-be-restarted connector " + request.Connector))
            {
                parts.Work.StopConnectors(request.Connector);
            }

            parts.Statuses.Restarting(request.Connector);
        }

        if (tasks.Count > 0)
        {
            using (parts.Ticks.BeginStage($"stopping {tasks.Count} to-be-restarted tasks for connector {request.Connector}"))
            {
                parts.Work.StopTasks(tasks);
            }

            tasks.ForEach(parts.Statuses.Restarting);
        }

        var starts = new List<Action>();
        if (restartsConnector)
        {
            starts.Add(() => parts.StartConnector(request.Connector));
        }

        var state = parts.Changes.Applied;
        starts.AddRange(tasks.Select(task => (Action)(() => parts.Work.TryStartTask(task, state))));
        parts.Pool.RunAll(starts, "restarting a connector and its tasks");
        LogCompleted(_logger, plan);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Executing {Plan}")]
    private static partial void LogExecuting(ILogger logger, RestartPlan plan);

    [LoggerMessage(Level = LogLevel.Information, Message = "Completed {Plan}")]
    private static partial void LogCompleted(ILogger logger, RestartPlan plan);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Skipping restart of connector '{Connector}' since no status is available: {Request}")]
    private static partial void LogNoStatus(ILogger logger, string connector, RestartRequest request);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unexpected error while trying to process {Request}, the restart request will be skipped.")]
    private static partial void LogSkipped(ILogger logger, Exception error, RestartRequest request);
}
