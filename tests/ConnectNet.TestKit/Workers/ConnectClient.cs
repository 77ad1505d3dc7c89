using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace ConnectNet.TestKit.Workers;

/// <summary>A worker's answer: the status code and the body as sent.</summary>
internal sealed record RestAnswer(int Status, string Body)
{
    public JsonNode? Json => Body.Length == 0 ? null : JsonNode.Parse(Body);

    /// <summary>The body of a 2xx answer; anything else fails with what the worker said.</summary>
    public JsonNode? Expect() => Status is >= 200 and < 300 ? Json : throw new InvalidOperationException($"the worker answered {Status}: {Body}");
}

/// <summary>
/// A small client of a worker's REST interface. Changes are repeated while the worker answers 409 (a rebalance is under way); states are
/// awaited by polling with a deadline.
/// </summary>
internal sealed class ConnectClient(Uri url) : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly HttpClient _http = new() { BaseAddress = url, Timeout = TimeSpan.FromSeconds(95) };

    public Task<RestAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<RestAnswer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        using var response = await _http.SendAsync(request);
        return new RestAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends until the answer is not 409.</summary>
    public async Task<RestAnswer> ChangeAsync(HttpMethod method, string path, string? json = null)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await SendAsync(method, path, json);
            if (answer.Status != 409 || clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                return answer;
            }
            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Creates the connector or replaces its configuration.</summary>
    public async Task PutConfigAsync(string name, IReadOnlyDictionary<string, string> config)
    {
        var body = new JsonObject(config.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));
        (await ChangeAsync(HttpMethod.Put, $"/connectors/{name}/config", body.ToJsonString())).Expect();
    }

    public async Task DeleteAsync(string name) => (await ChangeAsync(HttpMethod.Delete, $"/connectors/{name}")).Expect();

    /// <summary>The Kafka cluster that the worker says it belongs to; null while none answers.</summary>
    public async Task<string?> ClusterIdAsync()
    {
        try
        {
            var answer = await GetAsync("/");
            return answer.Status == 200 ? (string?)answer.Json!["kafka_cluster_id"] : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public async Task<JsonNode> StatusAsync(string name) => (await GetAsync($"/connectors/{name}/status")).Expect()!;

    /// <summary>Waits until connector and exactly that many tasks are RUNNING; fails at once, with the trace, when one has FAILED.</summary>
    public async Task AwaitRunningAsync(string name, int tasks = 1, int seconds = 60)
    {
        await AwaitAsync(
            name,
            status =>
            {
                if (AllStates(status).Contains("FAILED"))
                {
                    throw new InvalidOperationException($"connector {name} failed: {status}");
                }
                return AllStates(status).Count == tasks + 1 && AllStates(status).All(state => state == "RUNNING");
            },
            $"{tasks} running tasks",
            seconds);
    }

    /// <summary>Waits until some task is FAILED and gives its trace.</summary>
    public async Task<string> AwaitFailedTaskAsync(string name, int seconds = 60)
    {
        var status = await AwaitAsync(name, status => FailedTask(status) is not null, "a failed task", seconds);
        return (string?)FailedTask(status)!["trace"] ?? "";
    }

    /// <summary>Polls the status until the condition holds; a 404 (no status yet) counts as not yet.</summary>
    public async Task<JsonNode> AwaitAsync(string name, Func<JsonNode, bool> condition, string what, int seconds = 60)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await GetAsync($"/connectors/{name}/status");
            if (answer.Status == 200 && condition(answer.Json!))
            {
                return answer.Json!;
            }
            if (clock.Elapsed.TotalSeconds > seconds)
            {
                throw new TimeoutException($"connector {name} did not come to {what} within {seconds} s; its status is {answer.Status}: {answer.Body}");
            }
            await Task.Delay(PollInterval);
        }
    }

    public void Dispose() => _http.Dispose();

    private static List<string> AllStates(JsonNode status) =>
        [(string)status["connector"]!["state"]!, .. status["tasks"]!.AsArray().Select(task => (string)task!["state"]!)];

    private static JsonNode? FailedTask(JsonNode status) => status["tasks"]!.AsArray().FirstOrDefault(task => (string?)task!["state"] == "FAILED");
}
