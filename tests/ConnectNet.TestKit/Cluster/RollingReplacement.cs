using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Cluster;

/// <summary>Records of a replacement: lines in the files, records in the topics, lines that the sinks wrote.</summary>
internal sealed record ReplacementCounts(long Lines, long LostInTopics, long TwiceInTopics, long LostInSinks, long TwiceInSinks)
{
    public override string ToString() =>
        $"{Lines} lines; topics: {LostInTopics} lost, {TwiceInTopics} twice; sinks: {LostInSinks} lost, {TwiceInSinks} twice";
}

/// <summary>
/// A cluster of Java workers that becomes one of ours, worker by worker, each on the port and with the properties of the one it takes the
/// place of, and back again, while file sources and sinks run. Statuses are read all along: none may be FAILED, and where the cluster has
/// come to rest, everything is RUNNING on workers that are there. What it sees goes to the log it is given.
/// </summary>
internal sealed partial class RollingReplacement : IAsyncDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(120);

    private readonly KafkaBroker _broker;
    private readonly string _group;
    private readonly TextWriter _log;
    private readonly LineFeed _feed;
    private readonly ConnectWorker?[] _workers;
    private readonly int[] _ports;
    private readonly List<string> _wrong = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public RollingReplacement(KafkaBroker broker, string group, int workers, LineFeed feed, TextWriter log)
    {
        _broker = broker;
        _group = group;
        _log = log;
        _feed = feed;
        _workers = new ConnectWorker?[workers];
        _ports = [.. Enumerable.Range(0, workers).Select(_ => Ports.Free())];
    }

    /// <summary>States that should not have been; empty when all went well.</summary>
    public IReadOnlyList<string> Wrong => _wrong;

    private IEnumerable<ConnectWorker> Live => _workers.OfType<ConnectWorker>();

    private IEnumerable<string> Connectors => _feed.Topics.SelectMany(topic => new[] { topic + "-src", topic + "-snk" });

    /// <summary>Starts the Java cluster and the connectors, replaces every worker, replaces every worker back, and counts.</summary>
    /// <param name="atRest">How long the flow goes on between two replacements.</param>
    public async Task<ReplacementCounts> RunAsync(TimeSpan atRest)
    {
        for (var slot = 0; slot < _workers.Length; slot++)
        {
            await StartAsync(slot, java: true);
        }

        foreach (var topic in _feed.Topics)
        {
            await _broker.CreateTopicAsync(topic);
            await _workers[0]!.Client.PutConfigAsync(topic + "-src", _feed.Source(topic));
            await _workers[0]!.Client.PutConfigAsync(topic + "-snk", _feed.Sink(topic));
        }

        await AwaitRestAsync("before");
        foreach (var java in new[] { false, true })
        {
            for (var slot = 0; slot < _workers.Length; slot++)
            {
                await ReplaceAsync(slot, java);
                await Task.Delay(atRest);
            }
        }

        await _feed.StopAsync();
        return await CountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Live)
        {
            await worker.DisposeAsync();
        }
    }

    private async Task ReplaceAsync(int slot, bool java)
    {
        var leaving = _workers[slot]!;
        _workers[slot] = null;
        Say($"{Kind(leaving)} worker {leaving.WorkerId} is told to stop");
        var code = await leaving.StopAsync();
        Say($"it ended with {code}");
        await leaving.DisposeAsync();
        await LookAsync("during");
        await StartAsync(slot, java);
        await AwaitRestAsync("after");
    }

    private async Task StartAsync(int slot, bool java)
    {
        var settings = WorkerSettings.Distributed(_broker.BootstrapServers, _group)
            .With("listeners", $"http://127.0.0.1:{_ports[slot]}")
            .With("scheduled.rebalance.max.delay.ms", "2000")
            .With("consumer.session.timeout.ms", "10000");
        ConnectWorker worker = java ? JavaWorker.Distributed(settings) : WorkerProcess.Distributed(settings);
        await worker.StartAsync();
        _workers[slot] = worker;
        Say($"{Kind(worker)} worker {worker.WorkerId} has started");
    }

    /// <summary>Waits until everything runs on live workers, none without work, and writes the statuses and what the workers say.</summary>
    private async Task AwaitRestAsync(string when)
    {
        var clock = Stopwatch.StartNew();
        while (!IsAtRest(await StatusesAsync()))
        {
            if (clock.Elapsed > Rest)
            {
                throw new TimeoutException($"The cluster does not come to rest: {(await StatusesAsync()).ToJsonString()}");
            }

            await Task.Delay(100);
        }

        await LookAsync(when);
        foreach (var worker in Live)
        {
            Say($"  {Kind(worker)} {worker.WorkerId}: {Joined().Matches(worker.Process.Log).LastOrDefault()?.Value.Trim()}");
        }
    }

    private async Task LookAsync(string when) => Say($"{when}: GET /connectors?expand=status {(await StatusesAsync()).ToJsonString()}");

    /// <summary>What the workers that are there tell; the same question to each, as an operator might ask any.</summary>
    private async Task<JsonObject> StatusesAsync()
    {
        var answers = new List<JsonObject>();
        foreach (var worker in Live)
        {
            var answer = (await worker.Client.GetAsync("/connectors?expand=status")).Expect()!.AsObject();
            foreach (var (name, _, part) in Parts(answer))
            {
                if ((string?)part["state"] == "FAILED")
                {
                    _wrong.Add($"{name} is FAILED on {part["worker_id"]}, says {worker.WorkerId}: {part["trace"]}");
                }
            }

            answers.Add(answer);
        }

        return answers[0];
    }

    private bool IsAtRest(JsonObject statuses)
    {
        var live = Live.Select(worker => worker.WorkerId).ToHashSet();
        var parts = Parts(statuses).ToList();
        var owners = parts.Select(part => (string)part.State["worker_id"]!).ToHashSet();
        return statuses.Count == Connectors.Count()
            && parts.Count == 2 * statuses.Count
            && parts.All(part => (string?)part.State["state"] == "RUNNING")
            && owners.SetEquals(live);
    }

    private static IEnumerable<(string Connector, string Part, JsonNode State)> Parts(JsonObject statuses) =>
        statuses.SelectMany(entry => entry.Value!["status"]!["tasks"]!.AsArray().Select(task => (entry.Key, "task", task!))
            .Prepend((entry.Key, "connector", entry.Value["status"]!["connector"]!)));

    private async Task<ReplacementCounts> CountAsync()
    {
        var expected = Enumerable.Range(0, _feed.Lines).Select(number => "line " + number).ToHashSet();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Rest && _feed.Topics.Any(topic => _feed.Written(topic).Distinct().Count(expected.Contains) < expected.Count))
        {
            await Task.Delay(200);
        }

        var counts = new ReplacementCounts(expected.Count * _feed.Topics.Count, 0, 0, 0, 0);
        foreach (var topic in _feed.Topics)
        {
            var inTopic = TopicData.Read(_broker.BootstrapServers, topic).Select(record => Encoding.UTF8.GetString(record.Message.Value!)).ToList();
            var written = _feed.Written(topic);
            counts = counts with
            {
                LostInTopics = counts.LostInTopics + expected.Except(inTopic).Count(),
                TwiceInTopics = counts.TwiceInTopics + inTopic.Count - inTopic.Distinct().Count(),
                LostInSinks = counts.LostInSinks + expected.Except(written).Count(),
                // A record that is twice in the topic is rightly written twice.
                TwiceInSinks = counts.TwiceInSinks + Math.Max(0, written.Length - inTopic.Count),
            };
        }

        Say($"{counts}");
        return counts;
    }

    private void Say(string what) => _log.WriteLine($"{_clock.Elapsed.TotalSeconds,6:0.0} s  {what}");

    private static string Kind(ConnectWorker worker) => worker is JavaWorker ? "Java" : "our";

    [GeneratedRegex("(Joined group at generation|Successfully joined group with generation).*")]
    private static partial Regex Joined();
}
