using ConnectNet.Runtime.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Runtime.Logging;

public sealed class JavaLoggerProviderTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly LoggerLevels _levels;
    private readonly ILoggerFactory _factory;

    public JavaLoggerProviderTests()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        _levels = new LoggerLevels(time);
        _factory = JavaLoggerProvider.CreateFactory(new JavaLoggerProvider(_levels, _output, time, e => e.Message + "\n\tat x\n"));
    }

    public void Dispose() => _factory.Dispose();

    [Fact]
    public void A_line_looks_as_in_Java()
    {
        Log("ConnectNet.Runtime.Tasks.Worker", LogLevel.Information, "started");

        Assert.Equal("[2026-11-21 12:00:00,000] INFO started (org.apache.kafka.connect.runtime.Worker:7)\n", _output.ToString());
    }

    [Fact]
    public void The_connector_context_stands_before_the_message()
    {
        var logger = _factory.CreateLogger("x");
        using (logger.BeginScope(LogContext.ForConnector("c")))
        using (logger.BeginScope("something else"))
        using (logger.BeginScope(LogContext.ForTask("c", 0)))
        {
            Log("x", LogLevel.Warning, "text");
        }

        Assert.Equal("[2026-11-21 12:00:00,000] WARN [c|task-0] text (x:7)\n", _output.ToString());
    }

    [Fact]
    public void A_trace_follows_on_its_own_lines()
    {
        Log("x", LogLevel.Error, "text", new InvalidOperationException("boom"));

        Assert.Equal("[2026-11-21 12:00:00,000] ERROR text (x:7)\nboom\n\tat x\n", _output.ToString());
    }

    [Fact]
    public void Levels_change_at_run_time()
    {
        Log("x", LogLevel.Debug, "hidden");
        _levels.SetLevel("x", JavaLevel.Debug);
        Log("x", LogLevel.Debug, "shown");
        _levels.SetLevel("x", JavaLevel.Off);
        Log("x", LogLevel.Critical, "hidden");

        Assert.Equal("[2026-11-21 12:00:00,000] DEBUG shown (x:7)\n", _output.ToString());
    }

    [Theory]
    [InlineData("ConnectNet.Runtime.Cluster.DistributedHerder", "org.apache.kafka.connect.runtime.distributed.DistributedHerder")]
    [InlineData("ConnectNet.Runtime.Storage.KafkaConfigStore", "org.apache.kafka.connect.storage.KafkaConfigBackingStore")]
    [InlineData("ConnectNet.Runtime.Rest.RestServer", "org.apache.kafka.connect.runtime.rest.RestServer")]
    [InlineData("ConnectNet.Runtime.Kafka.Group.X", "org.apache.kafka.connect.util.X")]
    [InlineData("com.example.Own", "com.example.Own")]
    public void Categories_carry_Javas_names(string category, string expected) => Assert.Equal(expected, JavaLogNames.Of(category));

    private void Log(string category, LogLevel level, string text, Exception? exception = null) =>
        _factory.CreateLogger(category).Log(level, new EventId(7), text, exception, static (t, _) => t);
}
