using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;
using ConnectNet.TestKit.Logging;

namespace ConnectNet.UnitTests.Runtime.Kafka;

/// <summary>Lines are as librdkafka writes them.</summary>
public sealed class OutageLogTests
{
    private readonly CapturedLog _log = new();
    private readonly OutageLog _outages;

    public OutageLogTests() => _outages = new OutageLog(_log);

    [Fact]
    public void A_broker_that_is_away_is_told_once_and_once_that_it_is_back()
    {
        Assert.True(Fail("[thrd:10.0.0.1:9092/bootstrap]: 10.0.0.1:9092/bootstrap: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)"));
        Assert.True(Fail("[thrd:10.0.0.1:9092/1]: 10.0.0.1:9092/1: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 1ms in state CONNECT, 3 identical error(s) suppressed)"));
        Assert.True(Fail("[thrd:GroupCoordinator]: GroupCoordinator: 10.0.0.1:9092: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)"));
        _outages.Observe("""{"brokers":{"10.0.0.1:9092/1":{"nodename":"10.0.0.1:9092","state":"TRY_CONNECT"}}}""");
        _outages.Observe("""{"brokers":{"10.0.0.1:9092/1":{"nodename":"10.0.0.1:9092","state":"UP"}}}""");
        _outages.Observe("""{"brokers":{"10.0.0.1:9092/1":{"nodename":"10.0.0.1:9092","state":"UP"}}}""");
        Assert.Equal(
            [
                "Warning [c#producer-1] Broker 10.0.0.1:9092 cannot be reached; the client goes on trying: Connect to ipv4#10.0.0.1:9092 failed: Connection refused (after 0ms in state CONNECT)",
                "Information [c#producer-1] Broker 10.0.0.1:9092 is reached again",
            ],
            _log.Lines);
    }

    [Fact]
    public void Refused_credentials_are_news_even_while_a_broker_is_away()
    {
        Assert.True(Fail("[thrd:sasl_ssl://b-1.x:9096/1]: sasl_ssl://b-1.x:9096/1: Disconnected while requesting ApiVersion (after 5ms in state APIVERSION_QUERY)"));
        Assert.True(Fail("[thrd:sasl_ssl://b-1.x:9096/1]: sasl_ssl://b-1.x:9096/1: SASL authentication error: Authentication failed (after 305ms in state AUTH_REQ)"));
        Assert.True(Fail("[thrd:sasl_ssl://[::1]:9096/2]: sasl_ssl://[::1]:9096/2: SSL handshake failed: certificate verify failed (after 3ms in state SSL_HANDSHAKE)"));
        Assert.Equal(3, _log.Lines.Count);
        Assert.Contains("Broker b-1.x:9096 cannot", _log.Lines[1]);
        Assert.Contains("Broker [::1]:9096 cannot", _log.Lines[2]);
    }

    [Fact]
    public void Other_lines_are_not_taken()
    {
        Assert.False(_outages.Takes(new LogMessage("c", SyslogLevel.Warning, "SESSTMOUT", "[thrd:main]: Consumer group session timed out")));
        Assert.False(_outages.Takes(new LogMessage("c", SyslogLevel.Info, "FAIL", "[thrd:h:9092/1]: h:9092/1: Disconnected (after 600000ms in state UP)")));
        Assert.Empty(_log.Lines);
    }

    private bool Fail(string text) => _outages.Takes(new LogMessage("c#producer-1", SyslogLevel.Error, "FAIL", text));
}
