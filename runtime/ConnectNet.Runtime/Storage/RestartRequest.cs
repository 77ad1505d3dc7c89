namespace ConnectNet.Runtime.Storage;

/// <summary>
/// A request to restart a connector and perhaps its tasks, as it travels through the config topic. Requests are ordered by connector,
/// then by how much they restart.
/// </summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="OnlyFailed">Restart only instances that are FAILED.</param>
/// <param name="IncludeTasks">Restart the tasks too.</param>
internal sealed record RestartRequest(string Connector, bool OnlyFailed, bool IncludeTasks) : IComparable<RestartRequest>
{
    /// <summary>True for the plain request, which restarts the connector instance whatever its state.</summary>
    public bool ForceRestartConnectorOnly => !OnlyFailed && !IncludeTasks;

    private int Impact => (OnlyFailed, IncludeTasks) switch
    {
        (true, false) => 0,
        (false, false) => 1,
        (true, true) => 2,
        (false, true) => 3,
    };

    public bool ShouldRestart(ConnectorStatus status) => !OnlyFailed || status.State == ConnectState.Failed;

    public bool ShouldRestart(TaskStatus status) => IncludeTasks && (!OnlyFailed || status.State == ConnectState.Failed);

    public int CompareTo(RestartRequest? other)
    {
        if (other is null)
        {
            return 1;
        }

        var byName = string.CompareOrdinal(Connector, other.Connector);
        return byName != 0 ? byName : Impact.CompareTo(other.Impact);
    }

    public override string ToString() =>
        "restart request for {connectorName='" + Connector + "', onlyFailed=" + (OnlyFailed ? "true" : "false")
        + ", includeTasks=" + (IncludeTasks ? "true" : "false") + "}";
}
