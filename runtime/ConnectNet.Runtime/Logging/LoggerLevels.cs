namespace ConnectNet.Runtime.Logging;

/// <summary>
/// The levels of all loggers of this process, changed at run time as <c>/admin/loggers</c> of a Java worker does: a change reaches every
/// logger whose name starts with the given text. Any thread may call; one lock guards changes, loggers read their level without it.
/// </summary>
internal sealed class LoggerLevels
{
    /// <summary>Name of the root logger, in any case.</summary>
    public const string Root = "root";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, LoggerState> _loggers = new(StringComparer.Ordinal);
    private readonly LoggerState _root;
    private readonly TimeProvider _time;

    /// <param name="time">Clock for the time of the last change.</param>
    /// <param name="root">Level of loggers without one of their own.</param>
    public LoggerLevels(TimeProvider time, JavaLevel root = JavaLevel.Info)
    {
        _time = time;
        _root = new LoggerState(Root, root, configured: true);
    }

    /// <summary>Gives a logger its level before anything is logged, as a logging configuration would.</summary>
    public void Configure(string logger, JavaLevel level)
    {
        lock (_lock)
        {
            var state = IsRoot(logger) ? _root : GetOrAdd(logger);
            state.Level = level;
            state.Configured = true;
        }
    }

    /// <summary>The state of a logger, which from now on exists.</summary>
    public LoggerState StateOf(string logger)
    {
        lock (_lock)
        {
            return IsRoot(logger) ? _root : GetOrAdd(logger);
        }
    }

    /// <summary>The level of a logger; null where no logger has exactly this name.</summary>
    public LoggerLevel? Level(string logger)
    {
        lock (_lock)
        {
            var state = IsRoot(logger) ? _root : _loggers.GetValueOrDefault(logger);
            return state is null ? null : Shown(state);
        }
    }

    /// <summary>All loggers that are not off, sorted by name.</summary>
    public IReadOnlyList<KeyValuePair<string, LoggerLevel>> AllLevels()
    {
        lock (_lock)
        {
            return
            [
                .. _loggers.Values.Append(_root)
                    .Where(state => state.Level != JavaLevel.Off)
                    .OrderBy(state => state.Name, StringComparer.Ordinal)
                    .Select(state => KeyValuePair.Create(state.Name, Shown(state))),
            ];
        }
    }

    /// <summary>
    /// Sets the level of a logger, created if needed, and of all whose names start with its name; of all for the root.
    /// </summary>
    /// <returns>The loggers whose level really changed, sorted.</returns>
    public IReadOnlyList<string> SetLevel(string logger, JavaLevel level)
    {
        lock (_lock)
        {
            var changed = new List<string>();
            foreach (var state in Affected(logger))
            {
                state.Configured = true;
                if (state.Level != level)
                {
                    state.Level = level;
                    state.LastModified = _time.GetUtcNow().ToUnixTimeMilliseconds();
                    changed.Add(state.Name);
                }
            }

            changed.Sort(StringComparer.Ordinal);
            return changed;
        }
    }

    private static bool IsRoot(string logger) => string.Equals(logger, Root, StringComparison.OrdinalIgnoreCase);

    private static LoggerLevel Shown(LoggerState state) => new(state.Level, state.LastModified);

    private List<LoggerState> Affected(string logger)
    {
        if (IsRoot(logger))
        {
            return [.. _loggers.Values, _root];
        }

        GetOrAdd(logger);
        return [.. _loggers.Values.Where(state => state.Name.StartsWith(logger, StringComparison.Ordinal))];
    }

    private LoggerState GetOrAdd(string logger)
    {
        if (!_loggers.TryGetValue(logger, out var state))
        {
            state = new LoggerState(logger, Inherited(logger), configured: false);
            _loggers.Add(logger, state);
        }

        return state;
    }

    private JavaLevel Inherited(string logger)
    {
        for (var dot = logger.LastIndexOf('.'); dot > 0; dot = logger.LastIndexOf('.', dot - 1))
        {
            if (_loggers.TryGetValue(logger[..dot], out var parent) && parent.Configured)
            {
                return parent.Level;
            }
        }

        return _root.Level;
    }
}
