using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The answers that our converters, values and transformations are compared with (unit tests, <c>VectorTests</c>) are those that Kafka's
/// classes give. After a change of the vectors, copy the new answers over the old.
/// </summary>
public sealed class DataVectorsTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Kafka_gives_the_answers_that_are_checked_in()
    {
        var (checkedIn, now) = await VectorsPart.AskKafkaAsync();
        Assert.Equal(checkedIn.Split('\n'), now.Split('\n'));
    }
}
