using System.Text;
using ConnectNet.Tools.Compatibility;

namespace ConnectNet.UnitTests.Compatibility;

/// <summary>
/// Converters, header values, projections, transformations, predicates and request bodies give what Kafka 4.3.1 gave for the same
/// vectors.
/// </summary>
public sealed class VectorTests
{
    public static TheoryData<string> Kinds => ["write", "read", "parse", "text", "convert", "project", "transform", "predicate", "bind"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Answers_equal_those_of_Kafka(string kind)
    {
        var differences = new StringBuilder();
        var count = 0;
        foreach (var vector in VectorRunner.Golden().Where(v => (string)v!["kind"]! == kind))
        {
            count++;
            var (ours, error) = VectorRunner.TryAnswer(vector!);
            if (!VectorRunner.IsSame(vector!, ours, error))
            {
                differences.AppendLine(vector!.ToJsonString()).Append("  ours: ").AppendLine(error ?? ours?.ToJsonString() ?? "null");
            }
        }

        Assert.NotEqual(0, count);
        Assert.True(differences.Length == 0, differences.ToString());
    }
}
