using ConnectNet.Runtime.Configuration;
using ConnectNet.TestKit.Logging;

namespace ConnectNet.UnitTests.Runtime.Configuration;

public sealed class WorkerNoticesTests
{
    [Fact]
    public void An_ordinary_worker_is_told_nothing() => Assert.Empty(Written(("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter")));

    [Fact]
    public void Java_classes_are_named_in_one_line()
    {
        var line = Assert.Single(Written(("metric.reporters", "com.acme.Reporter"), ("producer.interceptor.classes", "com.acme.I"), ("consumer.interceptor.classes", "")));
        Assert.Contains(" metric.reporters, producer.interceptor.classes.", line);
    }

    [Fact]
    public void Keys_that_Kafka_ignores_are_named_too()
    {
        var lines = Written(("internal.key.converter", "x"), ("config.storage.partitions", "3"));
        Assert.Collection(lines, line => Assert.Contains("([internal.key.converter])", line), line => Assert.Contains("config.storage.partitions", line));
    }

    private static IReadOnlyList<string> Written(params (string Key, string Value)[] more)
    {
        var properties = new Dictionary<string, string?>
        {
            ["bootstrap.servers"] = "localhost:1",
            ["key.converter"] = "c",
            ["value.converter"] = "c",
            ["group.id"] = "g",
            ["config.storage.topic"] = "c",
            ["offset.storage.topic"] = "o",
            ["status.storage.topic"] = "s",
        };
        Array.ForEach(more, entry => properties[entry.Key] = entry.Value);
        var log = new CapturedLog();
        WorkerNotices.Write(DistributedConfig.Parse(properties, _ => typeof(string)), log);
        return [.. log.Lines];
    }
}
