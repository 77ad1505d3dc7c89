using System.Globalization;
using System.Text.RegularExpressions;

namespace ConnectNet.UnitTests.Architecture;

/// <summary>
/// Lines of C# are as long as <c>.editorconfig</c> allows. Texts in quotes do not count: a message of Kafka's that is broken in two is found by nobody, and
/// a row of a table of vectors reads best as a row.
/// </summary>
public sealed partial class LineLengthTests
{
    [Fact]
    public void Lines_are_no_longer_than_the_editors_settings_say()
    {
        var settings = File.ReadAllText(Repository.PathOf(".editorconfig"));
        var limit = int.Parse(Regex.Match(settings, @"(?m)^max_line_length = (\d+)$").Groups[1].Value, CultureInfo.InvariantCulture);
        var sources = new[] { "runtime", "connectors", "transforms", "tests" }
            .SelectMany(static folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(static file => !Generated().IsMatch(file)).ToList();
        Assert.NotEmpty(sources);

        Assert.Empty(sources.SelectMany(file => File.ReadLines(file)
            .Select((line, i) => (Line: line, Place: $"{Path.GetRelativePath(Repository.Root, file)}:{i + 1}"))
            .Where(entry => entry.Line.Length > limit && Text().Replace(entry.Line, "\"\"").Length > limit)
            .Select(entry => $"{entry.Place} is longer than {limit}")));
    }

    [Theory]
    [InlineData("Log(\"a \\\"b\\\" c\", x);", "Log(\"\", x);")]
    [InlineData("var s = @\"a \"\"b\"\"\" + t;", "var s = @\"\" + t;")]
    [InlineData("Post(\"\"\"{\"a\":1}\"\"\", 2);", "Post(\"\", 2);")]
    public void What_stands_in_quotes_is_no_part_of_the_length(string line, string counted) => Assert.Equal(counted, Text().Replace(line, "\"\""));

    [GeneratedRegex("""[/\\](bin|obj|node_modules)[/\\]""")]
    private static partial Regex Generated();

    [GeneratedRegex(""""
        """(?:[^"]|"(?!""))*"""|(?<=@)"(?:[^"]|"")*"|"(?:[^"\\]|\\.)*"
        """")]
    private static partial Regex Text();
}
