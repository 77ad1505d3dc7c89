using Microsoft.Extensions.Logging;

namespace ConnectNet.UnitTests;

/// <summary>Puts lines into a list, their level before them.</summary>
internal sealed class ListLogger(List<string> lines) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (lines)
        {
            lines.Add(logLevel + " " + formatter(state, exception));
        }
    }
}
