using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>The polls that our file source is compared with (unit tests, <c>FileSourceScenariosTests</c>) are those of Kafka's.</summary>
public sealed class FileSourceScenariosTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Kafkas_task_gives_the_records_that_are_checked_in()
    {
        using var directory = TempDirectory.Create();
        var folder = Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", "Files");
        var polls = directory.File("golden.json");

        await JavaProgram.RunAsync(Path.Combine("Files", "FileSourceOracle.java"), Path.Combine(folder, "scenarios.json"), polls);

        Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, "golden.json")), await File.ReadAllLinesAsync(polls));
    }
}
