using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// The dates that ours are compared with (unit tests, <c>JavaDateFormatTests</c>) are those that Java's own <c>SimpleDateFormat</c> reads and
/// writes. After a change of the program, copy its answers over the old.
/// </summary>
public sealed class DateVectorsTests
{
    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Java_reads_and_writes_the_dates_that_are_checked_in()
    {
        using var directory = TempDirectory.Create();
        var answers = directory.File("dates.tsv");
        await JavaProgram.RunAsync(Path.Combine("Data", "DatesOracle.java"), answers);

        var checkedIn = Repository.PathOf("tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", "dates.tsv");
        Assert.Equal(await File.ReadAllLinesAsync(checkedIn), await File.ReadAllLinesAsync(answers));
    }
}
