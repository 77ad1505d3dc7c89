using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>What a restart request reaches, given the present states. Immutable.</summary>
internal sealed class RestartPlan
{
    private readonly RestartRequest _request;

    /// <param name="request">The request.</param>
    /// <param name="current">The present states of the connector and its tasks.</param>
    public RestartPlan(RestartRequest request, ConnectorStateInfo current)
    {
        _request = request;
        RestartsConnector = request.ShouldRestart(current.Connector);
        Tasks = [.. current.Tasks.Where(request.ShouldRestart).Select(task => task.Id)];
        States = current with
        {
            Connector = RestartsConnector ? current.Connector with { State = ConnectState.Restarting } : current.Connector,
            Tasks = [.. current.Tasks.Select(task =>
                request.ShouldRestart(task) ? task with { State = ConnectState.Restarting } : task)],
        };
    }

    public bool RestartsConnector { get; }

    public IReadOnlyList<ConnectorTaskId> Tasks { get; }

    /// <summary>The present states, with RESTARTING for what will be restarted.</summary>
    public ConnectorStateInfo States { get; }

    public override string ToString() =>
        $"plan to restart {(RestartsConnector ? "connector and " : "")}{Tasks.Count} of {States.Tasks.Count} tasks for {_request}";
}
