using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

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
        using var directory = TempDirectory.Create();
        var folder = Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", "Data");
        var answers = directory.File("golden.json");

        await JavaProgram.RunAsync(Path.Combine("Data", "DataOracle.java"), Path.Combine(folder, "vectors.json"), answers);

        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, "golden.json")), await File.ReadAllLinesAsync(answers));
    }
}
