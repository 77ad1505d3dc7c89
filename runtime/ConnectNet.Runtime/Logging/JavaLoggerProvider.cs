using System.Text;
using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Logging;

/// <summary>
/// Writes log lines as Kafka's own configuration of log4j does: <c>[2026-11-21 04:05:53,123] INFO [X|task-0] text (class:number)</c>,
/// a stack trace below. .NET knows no line numbers at run time, so the number is the id of the message, the same in every run.
/// Categories carry Java's names; levels are those of <see cref="LoggerLevels"/>. One line is written at a time, by the thread that logs.
/// </summary>
internal sealed class JavaLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly LoggerLevels _levels;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly Func<Exception, string> _trace;
    private readonly Lock _lock = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    /// <param name="levels">Who may log what.</param>
    /// <param name="output">Where lines go; not closed here.</param>
    /// <param name="time">Clock and time zone of the lines.</param>
    /// <param name="trace">Text of an exception with its stack.</param>
    public JavaLoggerProvider(LoggerLevels levels, TextWriter output, TimeProvider time, Func<Exception, string> trace)
    {
        _levels = levels;
        _output = output;
        _time = time;
        _trace = trace;
    }

    /// <summary>
    /// A factory whose loggers write to standard output and have no other filter than the levels. The web server below us is quiet: what it
    /// says at INFO for every request is in the access log already.
    /// </summary>
    public static ILoggerFactory CreateFactory(LoggerLevels levels, TimeProvider time, Func<Exception, string> trace)
    {
        levels.Configure("Microsoft", JavaLevel.Warn);
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 4096) { AutoFlush = true };
        return CreateFactory(new JavaLoggerProvider(levels, output, time, trace));
    }

    /// <summary>A factory with this provider alone.</summary>
    public static ILoggerFactory CreateFactory(JavaLoggerProvider provider) =>
        LoggerFactory.Create(builder => builder.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(provider));

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new JavaLogger(this, _levels.StateOf(JavaLogNames.Of(categoryName)));

    /// <inheritdoc/>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private string Context()
    {
        var holder = new StrongBox();
        _scopes.ForEachScope(static (scope, found) => found.Value = scope as LogContext ?? found.Value, holder);
        return holder.Value?.ToString() ?? "";
    }

    private void Write(JavaLevel level, string logger, int number, string message, Exception? exception)
    {
        var line = new StringBuilder(128)
            .Append('[').Append(_time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss,fff")).Append("] ")
            .Append(level.Name()).Append(' ').Append(Context()).Append(message)
            .Append(" (").Append(logger).Append(':').Append(number).Append(")\n");
        if (exception is not null)
        {
            line.Append(_trace(exception).TrimEnd('\n')).Append('\n');
        }

        lock (_lock)
        {
            _output.Write(line);
        }
    }

    private sealed class StrongBox
    {
        public LogContext? Value { get; set; }
    }

    private sealed class JavaLogger(JavaLoggerProvider provider, LoggerState state) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => state.Accepts(JavaLevels.Of(logLevel));

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState entry, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                provider.Write(JavaLevels.Of(logLevel), state.Name, eventId.Id, formatter(entry, exception), exception);
            }
        }
    }
}
