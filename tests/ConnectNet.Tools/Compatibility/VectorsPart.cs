using ConnectNet.TestKit.Processes;

namespace ConnectNet.Tools.Compatibility;

/// <summary>
/// Converters, transformations, predicates and header values against Kafka's own classes: asked anew where there is a Kafka distribution,
/// else as they answered when the vectors were checked in.
/// </summary>
internal static class VectorsPart
{
    public static async Task RunAsync(Comparison comparison)
    {
        foreach (var vector in VectorRunner.Golden())
        {
            var (ours, error) = VectorRunner.TryAnswer(vector!);
            var java = vector!["error"] is { } expected ? (string)expected! : vector["result"]?.ToJsonString() ?? "null";
            comparison.Add(vector.ToJsonString(), java, VectorRunner.IsSame(vector, ours, error) ? java : error ?? ours?.ToJsonString() ?? "null");
        }
        if (Repository.KafkaHome is not null)
        {
            var (checkedIn, now) = await AskKafkaAsync();
            comparison.Add("the answers checked in are those Kafka gives now", now, checkedIn);
        }
    }

    /// <summary>The answers as checked in, and as Kafka's classes give them now.</summary>
    public static async Task<(string CheckedIn, string Now)> AskKafkaAsync()
    {
        using var directory = TempDirectory.Create();
        var answers = directory.File("golden.json");
        await JavaProgram.RunAsync(Path.Combine("Data", "DataOracle.java"), VectorRunner.DataFile("vectors.json"), answers);
        return (await File.ReadAllTextAsync(VectorRunner.DataFile("golden.json")), await File.ReadAllTextAsync(answers));
    }
}
