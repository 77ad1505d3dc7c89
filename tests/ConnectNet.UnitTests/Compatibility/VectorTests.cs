using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.Sdk;

namespace ConnectNet.UnitTests.Compatibility;

/// <summary>
/// Converters, header values, projections, transformations, predicates and request bodies give what Kafka 4.3.1 gave for the same
/// vectors. Where Java fails with an exception of its own library (a null pointer, a wrong cast) ours only has to fail too.
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
        foreach (var vector in Golden().Where(v => (string)v!["kind"]! == kind))
        {
            count++;
            var (ours, error) = Answer(vector!);
            if (!Same(vector!, ours, error))
            {
                differences.AppendLine(vector!.ToJsonString()).Append("  ours: ").AppendLine(error ?? ours?.ToJsonString() ?? "null");
            }
        }

        Assert.NotEqual(0, count);
        Assert.Equal("", differences.ToString());
    }

    internal static JsonArray Golden() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(Repository.Root, "tests", "ConnectNet.IntegrationTests", "Compatibility", "Data", "golden.json")))!.AsArray();

    internal static (JsonNode? Result, string? Error) Answer(JsonNode vector)
    {
        try
        {
            return (VectorRunner.Answer(vector), null);
        }
        catch (Exception e)
        {
            return (null, ConnectNames.Of(e.GetType()) + ": " + (e.Message.Length == 0 ? "null" : e.Message));
        }
    }

    internal static bool Same(JsonNode vector, JsonNode? ours, string? error)
    {
        if (vector["error"] is not { } expected)
        {
            return error is null && JsonNode.DeepEquals(vector["result"], ours);
        }

        var text = (string)expected!;
        var isKafkas = text.StartsWith("org.apache.kafka.", StringComparison.Ordinal);
        return error is not null && (isKafkas ? error == text : (string)vector["kind"]! != "bind" || error.EndsWith(text[text.IndexOf(':', StringComparison.Ordinal)..], StringComparison.Ordinal));
    }
}
