using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConnectNet.UnitTests.Runtime.Rest;

/// <summary>
/// Requests whose answers need no connector, with the answers of the Java worker: odd paths, methods, media types, bodies that do not
/// bind, logger levels. They are sent in order, because levels stay.
/// </summary>
public sealed partial class JavaAnswersTests
{
    [Fact]
    public async Task Answers_are_those_of_the_Java_worker()
    {
        await using var rest = await RestFixture.StartAsync(new EmptyHerder());
        var file = Path.Combine(Repository.Root, "tests", "ConnectNet.UnitTests", "Runtime", "Rest", "java-answers.json");
        using var requests = JsonDocument.Parse(await File.ReadAllBytesAsync(file));
        var differences = new List<string>();
        foreach (var request in requests.RootElement.EnumerateArray())
        {
            var headers = request.TryGetProperty("headers", out var h)
                ? h.EnumerateObject().Select(p => $"{p.Name}: {p.Value.GetString()}")
                : [];
            var body = request.TryGetProperty("body", out var b) ? b.GetString() : null;
            var answer = await RestFixture.SendAsync(
                rest.Port, request.GetProperty("method").GetString()!, request.GetProperty("path").GetString()!, headers, body);
            if (Difference(request, answer) is { } difference)
            {
                differences.Add($"{request.GetProperty("name").GetString()}: {difference}");
            }
        }

        Assert.Empty(differences);
    }

    private static string? Difference(JsonElement java, RawAnswer ours)
    {
        if (java.GetProperty("status").GetInt32() != ours.Status)
        {
            return $"status {ours.Status} for {java.GetProperty("status")} {ours.Body}";
        }

        var headers = java.GetProperty("answer_headers");
        var type = headers.TryGetProperty("Content-Type", out var t) ? t.GetString() : null;
        if (type?.Contains("html", StringComparison.Ordinal) == true)
        {
            return null;
        }

        foreach (var name in new[] { "Content-Type", "Allow", "Location" })
        {
            var expected = headers.TryGetProperty(name, out var value) ? value.GetString() : null;
            if (expected != ours.Header(name))
            {
                return $"{name} '{ours.Header(name)}' for '{expected}'";
            }
        }

        var answer = java.GetProperty("answer").GetString();
        var body = Timestamp().Replace(ours.Body, "\"last_modified\":\"<timestamp>\"");
        return answer == body ? null : $"body {body} for {answer}";
    }

    [GeneratedRegex("\"last_modified\":[0-9]+")]
    private static partial Regex Timestamp();
}
