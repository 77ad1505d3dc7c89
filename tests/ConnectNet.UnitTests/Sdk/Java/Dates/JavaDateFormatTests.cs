using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Java;
using Microsoft.Extensions.Time.Testing;

namespace ConnectNet.UnitTests.Sdk.Java.Dates;

/// <summary>
/// Patterns, texts and points in time drawn at random, as Java 17's own <c>SimpleDateFormat</c> dealt with them
/// (<c>Compatibility/Data/DatesOracle.java</c>): ours reads, writes and refuses the same.
/// </summary>
public sealed class JavaDateFormatTests
{
    // Years of two digits begin eighty years before.
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 30, 13, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Every_pattern_is_taken_as_Java_takes_it()
    {
        var lines = File.ReadAllLines(
            Path.Combine(Repository.Root, "tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", "dates.tsv"));
        var different = lines.Select(line => line.Split('\t').Select(Plain).ToArray())
            .Select(cells => (Cells: cells, Ours: Answer(cells[0], cells[1], cells[2])))
            .Where(answer => answer.Ours != answer.Cells[3])
            .Select(answer => string.Join(" | ", [.. answer.Cells, answer.Ours]))
            .ToList();

        Assert.True(lines.Length > 5000);
        Assert.True(different.Count == 0, different.Count + " differ\n" + string.Join('\n', different.Take(60)));
    }

    private static string Plain(string cell) => cell.Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    private static string Answer(string kind, string pattern, string input)
    {
        try
        {
            if (kind == "date")
            {
                return Values.JavaText(new EpochMillis(long.Parse(input, null)));
            }

            var format = new JavaDateFormat(pattern, Time);
            return kind == "format" ? format.Format(new EpochMillis(long.Parse(input, null)))
                : format.TryParse(input, out var time) ? time.ToString()
                : "!";
        }
        catch (FormatException e)
        {
            return "!" + e.Message;
        }
    }
}
