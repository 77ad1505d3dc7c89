using ConnectNet.Runtime.Errors;
using ConnectNet.Runtime.Metrics;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.UnitTests.Runtime.Errors;

public sealed class ErrorHandlerTests : IDisposable
{
    private readonly ConnectMetrics _metrics = new(TimeProvider.System);
    private readonly Reports _reports = new();

    [Fact]
    public void A_tolerated_failure_is_reported_and_skipped()
    {
        using var handler = Handler(tolerates: true);
        Assert.False(Run(handler, new DataException("bad")));
        Assert.Equal("bad", Assert.Single(_reports.Failures).Error.Message);
    }

    [Fact]
    public void Without_tolerance_the_record_is_reported_and_the_task_fails()
    {
        using var handler = Handler(tolerates: false);
        var error = Assert.Throws<ConnectException>(() => Run(handler, new DataException("bad")));
        Assert.Equal("Tolerance exceeded in error handler", error.Message);
        Assert.Single(_reports.Failures);
    }

    [Fact]
    public void What_must_not_be_skipped_fails_the_task_whatever_is_tolerated()
    {
        using var handler = Handler(tolerates: true);
        var error = Assert.Throws<ConnectException>(() => Run(handler, new IntolerableException("rule 'spend' says fail")));
        Assert.Equal("rule 'spend' says fail", error.InnerException!.Message);
    }

    [Fact]
    public void A_passing_fault_is_tried_again()
    {
        using var handler = new ErrorHandler(new ErrorSettings(-1, 1, false), Metrics(), TimeProvider.System, CancellationToken.None) { Reporters = [_reports] };
        var attempts = 0;
        Assert.True(handler.TryRun(
            ErrorStage.Transformation, typeof(string), "record", this, _ => ++attempts < 3 ? throw new RetriableException("later") : attempts, out var result));
        Assert.Equal(3, result);
        Assert.Empty(_reports.Failures);
    }

    public void Dispose() => _metrics.Dispose();

    private static bool Run(ErrorHandler handler, Exception error) => handler.TryRun<Exception, object>(
        ErrorStage.Transformation, typeof(string), "record", error, static e => throw e, out _);

    private ErrorHandler Handler(bool tolerates) =>
        new(new ErrorSettings(0, 60_000, tolerates), Metrics(), TimeProvider.System, CancellationToken.None) { Reporters = [_reports] };

    private ErrorMetrics Metrics() => new(_metrics, "c", 0);

    private sealed class Reports : IErrorReporter
    {
        public List<Failure> Failures { get; } = [];

        public Task ReportAsync(Failure failure)
        {
            Failures.Add(failure);
            return Task.CompletedTask;
        }

        public void Dispose()
        {
        }
    }
}
