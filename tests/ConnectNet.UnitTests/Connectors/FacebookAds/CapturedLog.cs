using Microsoft.Extensions.Logging;

namespace ConnectNet.UnitTests.Connectors.FacebookAds;

/// <summary>Keeps every line that is logged, at every level.</summary>
internal sealed class CapturedLog : ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
}
