using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ConnectNet.Runtime.Rest;

/// <summary>
/// The loggers of the web server and of its host. What keeps them from starting, they throw and log twice over, each time with its stack; whoever starts the
/// worker says it once.
/// </summary>
internal sealed class ServerLoggers(ILoggerFactory loggers) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft.Extensions.Hosting.", StringComparison.Ordinal)
        ? NullLogger.Instance
        : new RunningLogger(loggers.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

    public void Dispose()
    {
    }

    // Nothing but a start that fails is critical to Kestrel.
    private sealed class RunningLogger(ILogger logger) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logger.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.Critical && logger.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel != LogLevel.Critical)
            {
                logger.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
