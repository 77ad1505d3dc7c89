using System.IO.Compression;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.Tools.Compatibility;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// Our Java regular expressions beside <c>java.util.regex</c>: generated ones, those whose answers are checked in for machines without
/// Java (unit tests, <c>RegexVectorTests</c>), and the tables of characters. After a change of the cases or the program, copy the
/// new answers over the old.
/// </summary>
public sealed class RegexVectorsTests
{
    private const int Generated = 6_000;

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Java_gives_the_answers_that_are_checked_in() => Assert.Equal(
        await File.ReadAllLinesAsync(VectorRunner.DataFile("regex-answers.txt")),
        await AskAsync(VectorRunner.DataFile("regex-cases.tsv")));

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task Generated_patterns_mean_what_they_mean_in_Java()
    {
        using var directory = TempDirectory.Create();
        var file = directory.File("cases.tsv");
        var cases = new RegexCases(seed: 17).Take(Generated).ToList();
        await File.WriteAllLinesAsync(file, cases.Select(static c => c.ToString()));

        // Where Java itself fails, with an index out of bounds or an overflow of its stack, there is no answer to compare with.
        var asked = cases.Zip(await AskAsync(file)).Where(static c => c.Second != "fails").ToList();

        Assert.InRange(asked.Count, Generated * 99 / 100, Generated);
        Assert.InRange(asked.Count(static c => c.Second.StartsWith("refused", StringComparison.Ordinal)), 500, 1_500);
        Assert.InRange(asked.Count(static c => c.Second.Contains(" find [", StringComparison.Ordinal)), 1_500, Generated);
        Assert.Empty(asked.Where(static c => c.First.Answer() != c.Second).Select(static c => $"{c.First}\n  {c.Second}\n  {c.First.Answer()}"));
    }

    [KafkaFact(Needs = Needs.JavaWorker)]
    public async Task The_tables_of_characters_are_Javas()
    {
        using var directory = TempDirectory.Create();
        string[] files = ["unicode-properties.bin", "unicode-names.bin"];
        await JavaProgram.RunAsync(Path.Combine("Data", "CharacterTables.java"), [.. files.Select(directory.File)]);

        foreach (var file in files)
        {
            Assert.Equal(
                await InflateAsync(directory.File(file)),
                await InflateAsync(Repository.PathOf("runtime", "ConnectNet.Sdk", "Java", "Regex", file)));
        }
    }

    private static async Task<string[]> AskAsync(string cases)
    {
        using var directory = TempDirectory.Create();
        var answers = directory.File("answers.txt");
        await JavaProgram.RunAsync(Path.Combine("Data", "RegexOracle.java"), cases, answers);
        return await File.ReadAllLinesAsync(answers);
    }

    private static async Task<byte[]> InflateAsync(string file)
    {
        await using var deflated = new DeflateStream(File.OpenRead(file), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await deflated.CopyToAsync(plain);
        return plain.ToArray();
    }
}
