using System.Text.Json.Nodes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>A connector's own state, or that of a task, as a worker tells it.</summary>
/// <param name="State">Such as RUNNING.</param>
/// <param name="Worker">Id of the worker that runs it.</param>
internal sealed record PartState(string State, string Worker)
{
    /// <summary>The connector's state and then those of its tasks; empty where the worker knows none.</summary>
    public static async Task<List<PartState>> OfAsync(ConnectClient client, string connector) =>
        await client.GetAsync($"/connectors/{connector}/status") is { Status: 200 } answer ? Of(answer.Json!) : [];

    /// <summary>Of all connectors; empty when the worker cannot be asked.</summary>
    public static async Task<Dictionary<string, List<PartState>>> OfAllAsync(ConnectClient client)
    {
        try
        {
            return await client.GetAsync("/connectors?expand=status") is { Status: 200 } answer
                ? answer.Json!.AsObject().ToDictionary(entry => entry.Key, entry => Of(entry.Value!["status"]!))
                : [];
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return [];
        }
    }

    private static List<PartState> Of(JsonNode status) =>
        [.. status["tasks"]!.AsArray().Prepend(status["connector"]).Select(part => new PartState((string)part!["state"]!, (string)part["worker_id"]!))];
}
