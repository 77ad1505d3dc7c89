namespace ConnectNet.Sdk.Rest;

/// <summary>What the cluster runs, as this worker knows it. Safe for concurrent use.</summary>
public interface IConnectClusterState
{
    /// <summary>Id of the Kafka cluster; null where the broker tells none.</summary>
    string? KafkaClusterId { get; }

    /// <summary>The names of all connectors.</summary>
    /// <exception cref="Errors.ConnectException">The worker cannot tell.</exception>
    ValueTask<IReadOnlyCollection<string>> ConnectorsAsync(CancellationToken cancellationToken);

    /// <summary>The states of a connector and its tasks.</summary>
    /// <exception cref="Errors.NotFoundException">There is no such connector.</exception>
    ValueTask<ConnectorHealth> ConnectorHealthAsync(string connector, CancellationToken cancellationToken);

    /// <summary>A connector's configuration as it was posted, references unresolved.</summary>
    /// <exception cref="Errors.ConnectException">There is no such connector, or the worker cannot tell.</exception>
    ValueTask<IReadOnlyDictionary<string, string?>> ConnectorConfigAsync(string connector, CancellationToken cancellationToken);
}

/// <summary>The states of a connector and its tasks.</summary>
/// <param name="Name">Name of the connector.</param>
/// <param name="Connector">The connector's own state.</param>
/// <param name="Tasks">The tasks' states by number.</param>
/// <param name="Type"><c>source</c>, <c>sink</c> or <c>unknown</c>.</param>
public sealed record ConnectorHealth(string Name, HealthState Connector, IReadOnlyDictionary<int, HealthState> Tasks, string Type)
{
    /// <summary>Whether neither the connector nor a task has failed.</summary>
    public bool IsHealthy => Connector.State != "FAILED" && Tasks.Values.All(task => task.State != "FAILED");
}

/// <summary>The state of a connector or task.</summary>
/// <param name="State">As REST shows it: RUNNING, PAUSED, STOPPED, FAILED, UNASSIGNED, RESTARTING or DESTROYED.</param>
/// <param name="WorkerId">The worker where it is.</param>
/// <param name="Trace">What it failed with; else null.</param>
public sealed record HealthState(string State, string WorkerId, string? Trace);
