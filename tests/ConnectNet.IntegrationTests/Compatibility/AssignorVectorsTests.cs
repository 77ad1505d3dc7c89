using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The rounds that our assignor is compared with (unit tests, <c>AssignorVectorsTests</c>) are those that Kafka's own decides. After a
/// change of the program, copy its answers over the old.
/// </summary>
public sealed class AssignorVectorsTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Kafka_decides_the_rounds_that_are_checked_in()
    {
        using var directory = TempDirectory.Create();
        var answers = directory.File("assignor.json");
        await JavaProgram.RunAsync(Path.Combine("Data", "AssignorOracle.java"), answers);

        var checkedIn = Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", "assignor.json");
        Assert.Equal(await File.ReadAllLinesAsync(checkedIn), await File.ReadAllLinesAsync(answers));
    }
}
