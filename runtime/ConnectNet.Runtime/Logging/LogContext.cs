namespace ConnectNet.Runtime.Logging;

/// <summary>
/// Which connector or task a thread works for; pushed as a log scope it stands in front of every message, as
/// <c>connector.context</c> does in Java: <c>[X|task-0] </c>. Immutable.
/// </summary>
internal sealed class LogContext
{
    private readonly string _text;

    private LogContext(string connector, string scope) => _text = $"[{connector}|{scope}] ";

    /// <summary>Work for a connector: <c>[X|worker] </c>.</summary>
    public static LogContext ForConnector(string connector) => new(connector, "worker");

    /// <summary>Validation of a connector's config: <c>[X|validation] </c>.</summary>
    public static LogContext ForValidation(string connector) => new(connector, "validation");

    /// <summary>Work for a task: <c>[X|task-0] </c>.</summary>
    public static LogContext ForTask(string connector, int task) => new(connector, $"task-{task}");

    /// <summary>Commits of a task's offsets: <c>[X|task-0|offsets] </c>.</summary>
    public static LogContext ForOffsets(string connector, int task) => new(connector, $"task-{task}|offsets");

    /// <summary>The prefix with a blank at its end.</summary>
    public override string ToString() => _text;
}
