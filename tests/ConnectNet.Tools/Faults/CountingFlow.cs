using System.Text;
using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Faults.Plugins;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// Numbers on their way through a cluster: source connectors that count, one topic, a sink connector that notes what it got. It says who
/// delivers, and counts at the end.
/// </summary>
internal sealed class CountingFlow : IDisposable
{
    public const string Topic = "numbers";
    public const string Sink = "taker";
    public const int SinkTasks = 2;
    public const int Partitions = 4;
    private readonly KafkaBroker _brokers;
    private readonly RowSetup _setup;
    private readonly TakenFiles _taken = new();
    private readonly TempDirectory _control = TempDirectory.Create();
    private TopicWatch? _watch;

    public CountingFlow(KafkaBroker brokers, RowSetup setup)
    {
        _brokers = brokers;
        _setup = setup;
    }

    public IReadOnlyList<string> Sources => [.. Enumerable.Range(0, _setup.Sources).Select(i => $"source{i}")];

    public IReadOnlyList<string> Connectors => [.. Sources, Sink];

    public TopicWatch Watch => _watch ?? throw new InvalidOperationException("the flow has not been started");

    /// <summary>Source records that the count found more than once, each as often as it came.</summary>
    public IReadOnlyList<CountedRecord> Twice { get; private set; } = [];

    /// <summary>Creates topic and connectors.</summary>
    public async Task StartAsync(ConnectClient client)
    {
        if (_setup.TopicExists)
        {
            await _brokers.CreateTopicAsync(Topic, Partitions);
        }
        _watch = new TopicWatch(_brokers.BootstrapServers, Topic, Partitions);
        foreach (var source in Sources)
        {
            await client.PutConfigAsync(source, SourceConfig());
        }
        await client.PutConfigAsync(Sink, SinkConfig());
    }

    /// <summary>Makes the plug-ins misbehave, or stop misbehaving: see <see cref="ControlFiles"/>.</summary>
    public void Control(string file, bool exists)
    {
        if (exists)
        {
            File.WriteAllText(_control.File(file), "");
        }
        else
        {
            File.Delete(_control.File(file));
        }
    }

    /// <summary>Source tasks that have not delivered a record, into the topic and out of it, after the time.</summary>
    public List<string> Silent(long since)
    {
        _ = _taken.Read();
        return [.. Tasks().Where(task => !Watch.HasDelivered(task, since) || !_taken.HasTaken(task, since))];
    }

    /// <summary>Stops the sources, waits until the sink has everything, and counts.</summary>
    public async Task<(HopCount Source, HopCount Sink)> CountAsync(ConnectClient client)
    {
        var committed = new Dictionary<string, long>();
        foreach (var source in Sources)
        {
            (await client.ChangeAsync(HttpMethod.Put, $"/connectors/{source}/stop")).Expect();
        }
        foreach (var source in Sources)
        {
            await client.AwaitAsync(
                source, status => (string?)status["connector"]!["state"] == "STOPPED" && status["tasks"]!.AsArray().Count == 0, "STOPPED", 120);
            foreach (var offset in (await client.GetAsync($"/connectors/{source}/offsets")).Expect()!["offsets"]!.AsArray())
            {
                committed[(string)offset!["partition"]!["task"]!] = (long)offset["offset"]!["n"]!;
            }
        }
        var topic = TopicData.Read(_brokers.BootstrapServers, Topic);
        var counted = topic.ConvertAll(record => CountedRecord.Parse(Encoding.UTF8.GetString(record.Message.Key!), Encoding.UTF8.GetString(record.Message.Value!)));
        Twice = [.. counted.GroupBy(record => (record.Task, record.Number)).Where(same => same.Count() > 1).SelectMany(same => same)];
        var places = topic.Select(record => (record.Partition.Value, record.Offset.Value)).ToHashSet();
        return (CountSource(counted, committed), await CountSinkAsync(places));
    }

    public Dictionary<string, string> SourceConfig() => With(_setup.SourceConfig, new()
    {
        ["connector.class"] = "test.CountingSource",
        ["tasks.max"] = $"{_setup.TasksEach}",
        ["topic"] = Topic,
        ["control"] = _control.Path,
    });

    public Dictionary<string, string> SinkConfig() => With(_setup.SinkConfig, new()
    {
        ["connector.class"] = "test.CountingSink",
        ["tasks.max"] = $"{SinkTasks}",
        ["topics"] = Topic,
        ["directory"] = _taken.Path,
        ["control"] = _control.Path,
    });

    public void Dispose()
    {
        _watch?.Dispose();
        _taken.Dispose();
        _control.Dispose();
    }

    private static HopCount CountSource(IEnumerable<CountedRecord> records, Dictionary<string, long> committed)
    {
        var count = HopCount.None;
        foreach (var task in records.GroupBy(record => record.Task))
        {
            // Counted from 0: all up to the highest that came, or was said to have come.
            var numbers = task.Select(record => record.Number).ToList();
            var given = Math.Max(numbers.Max(), committed.GetValueOrDefault(task.Key, -1)) + 1;
            var distinct = numbers.Distinct().Count();
            count = new HopCount(count.In + given, count.Out + numbers.Count, count.Lost + given - distinct, count.Duplicated + numbers.Count - distinct);
        }
        return count;
    }

    private static Dictionary<string, string> With((string Key, string Value)[] more, Dictionary<string, string> config)
    {
        foreach (var (key, value) in more)
        {
            config[key] = value;
        }
        return config;
    }

    private IEnumerable<string> Tasks() => Sources.SelectMany(source => Enumerable.Range(0, _setup.TasksEach).Select(task => $"{source}-{task}"));

    private async Task<HopCount> CountSinkAsync(HashSet<(int Partition, long Offset)> given)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (true)
        {
            var taken = _taken.Read().Select(record => (record.Partition, record.Offset)).Where(given.Contains).ToList();
            var distinct = taken.Distinct().Count();
            if (distinct == given.Count || limit.IsCancellationRequested)
            {
                return new HopCount(given.Count, taken.Count, given.Count - distinct, taken.Count - distinct);
            }
            await Task.Delay(200);
        }
    }
}
