using Microsoft.Extensions.Logging;

namespace ConnectNet.Runtime.Logging;

/// <summary>Puts a text in front of every message, as Java's herder and clients do to say which member of which group speaks. Thread-safe.</summary>
internal sealed class PrefixedLogger(ILogger logger, string prefix) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            logger.Log(logLevel, eventId, state, exception, (entry, error) => prefix + formatter(entry, error));
        }
    }
}
