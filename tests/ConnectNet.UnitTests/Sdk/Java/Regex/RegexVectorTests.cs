using ConnectNet.Tools.Compatibility;

namespace ConnectNet.UnitTests.Sdk.Java;

/// <summary>
/// Patterns mean what they meant to Java 17: matches, finds with all groups, replacements and refusals as <c>RegexOracle.java</c> of the
/// integration tests recorded them, which also ask Java anew where it is there.
/// </summary>
public sealed class RegexVectorTests
{
    [Fact]
    public void Answers_equal_those_that_Java_gave()
    {
        var cases = File.ReadAllLines(VectorRunner.DataFile("regex-cases.tsv"));

        Assert.Equal(
            File.ReadAllLines(VectorRunner.DataFile("regex-answers.txt")).Zip(cases, static (answer, given) => given + "\n" + answer),
            cases.Select(static given => given + "\n" + RegexCase.Parse(given).Answer()));
    }
}
