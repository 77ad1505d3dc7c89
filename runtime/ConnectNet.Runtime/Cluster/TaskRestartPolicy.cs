using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Storage;

namespace ConnectNet.Runtime.Cluster;

/// <summary>When a failed task is restarted by itself. Immutable.</summary>
/// <param name="Restarts">Whether it is at all.</param>
/// <param name="FirstDelay">Pause before the first restart.</param>
/// <param name="MaxDelay">The longest pause.</param>
/// <param name="MaxAttempts">Restarts after which the task stays FAILED; -1 for no limit.</param>
/// <param name="ResetAfter">A task that ran for so long counts anew.</param>
internal sealed record TaskRestartPolicy(bool Restarts, TimeSpan FirstDelay, TimeSpan MaxDelay, int MaxAttempts, TimeSpan ResetAfter)
{
    /// <summary>Reads the keys of a connector over those of the worker.</summary>
    /// <exception cref="Sdk.Errors.ConfigException">A key is wrong.</exception>
    public static TaskRestartPolicy Of(IReadOnlyDictionary<string, string?> worker, IReadOnlyDictionary<string, string?> connector)
    {
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (key, value) in worker.Concat(connector))
        {
            if (key.StartsWith(TaskRestartKeys.Prefix, StringComparison.Ordinal))
            {
                keys[key] = value;
            }
        }

        var parsed = TaskRestartKeys.Def.Parse(keys);
        return new TaskRestartPolicy(
            parsed.Text(TaskRestartKeys.Policy) == TaskRestartKeys.OnFailure,
            TimeSpan.FromMilliseconds(parsed.Long(TaskRestartKeys.FirstDelay)),
            TimeSpan.FromMilliseconds(parsed.Long(TaskRestartKeys.MaxDelay)),
            parsed.Int(TaskRestartKeys.MaxAttempts),
            TimeSpan.FromMilliseconds(parsed.Long(TaskRestartKeys.ResetAfter)));
    }

    /// <summary>The policy of a task as configured now; null for one that is not to run.</summary>
    public static TaskRestartPolicy? Of(ConnectorTaskId task, ClusterState state, HerderParts parts, ConnectorConfigs configs)
    {
        var config = state.ConnectorConfig(task.Connector);
        return config is not null && state.TaskConfig(task) is not null && state.TargetStateOf(task.Connector) == TargetState.Started
            ? Of(parts.TaskRestartDefaults, configs.Resolve(task.Connector, config))
            : null;
    }

    /// <summary>Whether a task that has been restarted so often is restarted again.</summary>
    public bool Allows(int attempts) => Restarts && (MaxAttempts < 0 || attempts < MaxAttempts);

    /// <summary>The pause before the next restart.</summary>
    public TimeSpan Delay(int attempts)
    {
        var milliseconds = FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempts, 40));
        return milliseconds < MaxDelay.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : MaxDelay;
    }
}
