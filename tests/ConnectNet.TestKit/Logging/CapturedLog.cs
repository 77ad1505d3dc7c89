using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ConnectNet.TestKit.Logging;

/// <summary>Keeps what is logged as lines: the level, the text and, below it, the exception.</summary>
/// <param name="least">What is logged below this level is left out.</param>
internal sealed class CapturedLog(LogLevel least = LogLevel.Trace) : ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>All so far, oldest first.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Makes this every logger of a factory.</summary>
    public ILoggerProvider Provider => new Single(this);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue(logLevel + " " + formatter(state, exception) + (exception is null ? "" : "\n" + exception));
        }
    }

    private sealed class Single(ILogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
