using System.Text;
using ConnectNet.Runtime.Configuration;
using ConnectNet.Runtime.Json;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Storage;

/// <summary>
/// Turns the records of the config topic, one after the other, into cluster states, and tells what changed. Task configs wait here for
/// the commit that makes them current. <see cref="Apply"/> is called by one thread; <see cref="State"/> may be read by any.
/// </summary>
internal sealed partial class ConfigLog(Func<ConfigUpdates?> updates, ILogger logger)
{
    private readonly Dictionary<string, Dictionary<ConnectorTaskId, IReadOnlyDictionary<string, string?>>> _waiting = [];
    private volatile ClusterState _state = ClusterState.Empty;
    private ClusterState _next = ClusterState.Empty;
    private Action? _news;

    public ClusterState State => _state;

    // Null until the start is over: what was written before is not news.
    private ConfigUpdates? Updates => updates();

    /// <summary>Takes in a record.</summary>
    public void Apply(string key, byte[]? value, long offset)
    {
        object? read;
        try
        {
            read = value is null ? null : SchemalessJson.Read(value);
        }
        catch (JacksonException e)
        {
            LogUnreadable(logger, e, key);
            return;
        }

        _next = _next with { Offset = offset + 1 };
        if (key.StartsWith(ConfigRecords.TargetStatePrefix, StringComparison.Ordinal))
        {
            ApplyTargetState(key[ConfigRecords.TargetStatePrefix.Length..], read);
        }
        else if (key.StartsWith(ConfigRecords.ConnectorPrefix, StringComparison.Ordinal))
        {
            ApplyConnector(key[ConfigRecords.ConnectorPrefix.Length..], read);
        }
        else if (key.StartsWith(ConfigRecords.TaskPrefix, StringComparison.Ordinal))
        {
            ApplyTask(key, read);
        }
        else if (key.StartsWith(ConfigRecords.CommitPrefix, StringComparison.Ordinal))
        {
            ApplyCommit(key[ConfigRecords.CommitPrefix.Length..], read);
        }
        else if (key.StartsWith(ConfigRecords.RestartPrefix, StringComparison.Ordinal))
        {
            ApplyRestart(key[ConfigRecords.RestartPrefix.Length..], read);
        }
        else if (key.StartsWith(ConfigRecords.FencingPrefix, StringComparison.Ordinal))
        {
            ApplyTaskCount(key[ConfigRecords.FencingPrefix.Length..], read);
        }
        else if (key == ConfigRecords.SessionKeyName)
        {
            ApplySessionKey(read);
        }
        else if (key.StartsWith(ConfigRecords.LoggerPrefix, StringComparison.Ordinal))
        {
            ApplyLogger(key[ConfigRecords.LoggerPrefix.Length..], read);
        }
        else
        {
            LogInvalidKey(logger, key);
        }

        // The offset and what the record says show at once, and before anyone is told: whoever sees the one may act upon the other.
        _state = _next;
        var news = _news;
        _news = null;
        news?.Invoke();
    }

    /// <summary>As <see cref="Apply(string, byte[], long)"/> with the key as it is in the topic.</summary>
    public void Apply(byte[]? key, byte[]? value, long offset) => Apply(Encoding.UTF8.GetString(key ?? []), value, offset);

    private void ApplyTargetState(string connector, object? value)
    {
        if (value is null)
        {
            var states = _next.TargetStates.Remove(connector);
            _next = _next with { TargetStates = _next.Contains(connector) ? states.SetItem(connector, TargetState.Started) : states };
            return;
        }

        if (value is not ConnectMap map || StateNames.ParseTargetState(map.Text("state.v2") ?? map.Text("state") ?? "") is not { } state)
        {
            LogIgnored(logger, "target state", connector);
            return;
        }

        var changed = !_next.TargetStates.TryGetValue(connector, out var previous) || previous != state;
        _next = _next with { TargetStates = _next.TargetStates.SetItem(connector, state) };
        if (changed && _next.Contains(connector))
        {
            _news = () => Updates?.TargetStateChanged(connector);
        }
    }

    private void ApplyConnector(string connector, object? value)
    {
        if (value is null)
        {
            Remove(connector);
            LogRemoved(logger, connector);
            _news = () => Updates?.ConnectorConfigRemoved(connector);
            return;
        }

        if ((value as ConnectMap)?.Strings("properties") is not { } config)
        {
            LogIgnored(logger, "configuration", connector);
            return;
        }

        _next = _next with
        {
            ConnectorConfigs = _next.ConnectorConfigs.SetItem(connector, config),
            TargetStates = _next.TargetStates.ContainsKey(connector)
                ? _next.TargetStates
                : _next.TargetStates.Add(connector, TargetState.Started),
        };
        _news = () => Updates?.ConnectorConfigUpdated(connector);
    }

    private void ApplyTask(string key, object? value)
    {
        if (ConfigRecords.TaskOf(key) is not { } task || (value as ConnectMap)?.Strings("properties") is not { } config)
        {
            LogIgnored(logger, "task configuration", key);
            return;
        }

        if (!_waiting.TryGetValue(task.Connector, out var waiting))
        {
            _waiting[task.Connector] = waiting = [];
        }

        waiting[task] = config;
    }

    private void ApplyCommit(string connector, object? value)
    {
        if (_next.ConnectorConfig(connector) is not { } config)
        {
            // Deleted, and compaction has left only the commit: its tasks must not come back to life.
            Remove(connector);
            return;
        }

        if ((value as ConnectMap)?.Number("tasks") is not { } count)
        {
            LogIgnored(logger, "connector tasks configuration commit", connector);
            return;
        }

        var waiting = _waiting.GetValueOrDefault(connector);
        var complete = Enumerable.Range(0, (int)count).All(number => waiting?.ContainsKey(new ConnectorTaskId(connector, number)) == true);
        IReadOnlyCollection<ConnectorTaskId> updated = [];
        if (complete)
        {
            if (waiting is not null)
            {
                updated = [.. waiting.Keys];
                var generation = _next.TaskConfigGeneration(connector) is { } last ? last + 1 : 0;
                _next = _next with
                {
                    TaskConfigs = _next.TaskConfigs.SetItems(waiting),
                    TaskConfigGenerations = _next.TaskConfigGenerations.SetItem(connector, generation),
                };
            }

            _next = _next with
            {
                Inconsistent = _next.Inconsistent.Remove(connector),
                AppliedConnectorConfigs = _next.AppliedConnectorConfigs.SetItem(connector, config),
            };
        }
        else
        {
            LogIncomplete(logger, connector);
            _next = _next with { Inconsistent = _next.Inconsistent.Add(connector) };
        }

        waiting?.Clear();
        _next = _next with
        {
            TaskCounts = _next.TaskCounts.SetItem(connector, (int)count),
            PendingFencing = _next.PendingFencing.Add(connector),
        };
        _news = () => Updates?.TaskConfigsUpdated(updated);
    }

    private void ApplyRestart(string connector, object? value)
    {
        if (value is not ConnectMap map)
        {
            LogIgnored(logger, "restart request", connector);
            return;
        }

        _news = () => Updates?.RestartRequested(new RestartRequest(connector, map.Flag("only-failed") ?? false, map.Flag("include-tasks") ?? false));
    }

    private void ApplyTaskCount(string connector, object? value)
    {
        if ((value as ConnectMap)?.Number("task-count") is not { } count)
        {
            LogIgnored(logger, "task count record", connector);
            return;
        }

        _next = _next with
        {
            TaskCountRecords = _next.TaskCountRecords.SetItem(connector, (int)count),
            PendingFencing = _next.PendingFencing.Remove(connector),
        };
    }

    private void ApplySessionKey(object? value)
    {
        if (value is not ConnectMap map || map.Text("key") is not { } key || map.Text("algorithm") is not { } algorithm
            || map.Number("creation-timestamp") is not { } created || Base64(key) is not { } bytes)
        {
            LogIgnored(logger, "session key", "session-key");
            return;
        }

        var session = new SessionKey(bytes, algorithm, created);
        _next = _next with { SessionKey = session };
        _news = () => Updates?.SessionKeyUpdated(session);
    }

    private void ApplyLogger(string name, object? value)
    {
        if ((value as ConnectMap)?.Text("level") is not { } level)
        {
            LogIgnored(logger, "logging level", name);
            return;
        }

        _news = () => Updates?.LoggerLevelUpdated(name, level);
    }

    private void Remove(string connector)
    {
        _waiting.Remove(connector);
        _next = _next with
        {
            ConnectorConfigs = _next.ConnectorConfigs.Remove(connector),
            TaskCounts = _next.TaskCounts.Remove(connector),
            TaskConfigs = _next.TaskConfigs.RemoveRange(_next.TaskConfigs.Keys.Where(task => task.Connector == connector)),
            AppliedConnectorConfigs = _next.AppliedConnectorConfigs.Remove(connector),
        };
    }

    private static byte[]? Base64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to convert config data to Kafka Connect format: record {Key}")]
    private static partial void LogUnreadable(ILogger log, Exception error, string key);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ignoring {What} for '{Name}' because it is in the wrong format")]
    private static partial void LogIgnored(ILogger log, string what, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Discarding config update record with invalid key: {Key}")]
    private static partial void LogInvalidKey(ILogger log, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "Successfully processed removal of connector '{Connector}'")]
    private static partial void LogRemoved(ILogger log, string connector);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "We have an incomplete set of task configs for connector '{Connector}' probably due to compaction. So we are not doing anything "
            + "with the new configuration.")]
    private static partial void LogIncomplete(ILogger log, string connector);
}
