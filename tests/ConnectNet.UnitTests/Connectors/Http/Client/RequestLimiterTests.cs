using ConnectNet.Connectors.Http.Client;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Connectors.Http.Client;

public sealed class RequestLimiterTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.Parse("2026-11-21T23:59:00Z"));

    [Theory]
    [InlineData(10.0, 10)]
    [InlineData(0.5, 1)]
    public void Calls_come_at_the_rate_after_a_burst_of_a_second(double perSecond, int burst)
    {
        var limiter = new RequestLimiter(perSecond, 0, _clock);
        Assert.All(Enumerable.Range(0, burst), _ => Assert.Equal(TimeSpan.Zero, limiter.TryTake()));
        var wait = limiter.TryTake();

        Assert.InRange(wait.TotalSeconds, 1 / perSecond, (1 / perSecond) + 0.01);
        _clock.Advance(wait);
        Assert.Equal(TimeSpan.Zero, limiter.TryTake());
    }

    [Fact]
    public void A_spent_day_waits_for_the_next_one()
    {
        var limiter = new RequestLimiter(100, 2, _clock);
        limiter.TryTake();
        limiter.TryTake();

        Assert.Equal(TimeSpan.FromMinutes(1), limiter.TryTake());
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.Zero, limiter.TryTake());
    }

    [Fact]
    public void Backoff_is_jittered_and_bounded()
    {
        Assert.InRange(Backoff.Transient(3, 0.999).TotalSeconds, 3.9, 4.01);
        Assert.True(Backoff.Transient(3, 0) < TimeSpan.FromSeconds(0.1));
        Assert.InRange(Backoff.Transient(1000, 0.999).TotalSeconds, 59, 60.01);
        Assert.Equal(TimeSpan.FromMinutes(20), Backoff.Doubled(TimeSpan.FromMinutes(5), 3, TimeSpan.FromHours(1)));
    }
}
