using System.Diagnostics;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// A value behind a config provider with a time to live changes while connectors run: every task on every worker takes it up in time, after one
/// restart, except where the connector wants none. The value is the file that a sink writes to, so that its use can be seen.
/// </summary>
public sealed class SecretRotationTests : IDisposable
{
    private const int Tasks = 3;
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(2);

    private readonly TempDirectory _directory = TempDirectory.Create();
    private readonly string _prefix = ClusterNames.Unique("rotate");
    private string _servers = "";

    public void Dispose() => _directory.Dispose();

    [KafkaFact(Needs = Needs.TopicAdmin | Needs.Workers)]
    public async Task Every_task_takes_up_a_rotated_secret_after_one_restart()
    {
        var broker = await KafkaBroker.SharedAsync();
        _servers = broker.BootstrapServers;
        Directory.CreateDirectory(_directory.File("secrets"));
        Rotate("one");
        await broker.CreateTopicAsync(_prefix, Tasks);
        var starting = Task.WhenAll(WorkerProcess.StartDistributedAsync(Settings()), WorkerProcess.StartDistributedAsync(Settings()));
        var workers = await starting;
        await using var first = workers[0];
        await using var second = workers[1];

        await CreateAsync(first, "file", $"${{file:{_directory.File("secrets.properties")}:target}}-file");
        await CreateAsync(first, "dir", $"${{dir:{_directory.File("secrets")}:target}}-dir");
        await CreateAsync(first, "still", $"${{file:{_directory.File("secrets.properties")}:target}}-still", ("config.action.reload", "none"));
        await WriteAsync("a");
        await AwaitLinesAsync(first, "a", "one-file", "one-dir", "one-still");

        // Rebalances on the way here may have moved tasks.
        var before = Counts(workers);
        foreach (var (value, line, restarts) in ((string, string, int)[])[("two", "b", 1), ("three", "c", 2)])
        {
            var clock = Stopwatch.StartNew();
            Rotate(value);
            await AwaitRestartsAsync(workers, before, restarts);
            // Twice the time that is promised, for machines that are busy with other things.
            Assert.True(clock.Elapsed < 2 * (TimeToLive + TimeSpan.FromSeconds(5)), $"{clock.Elapsed} from the change to the last task");
            await WriteAsync(line);
            await AwaitLinesAsync(first, line, value + "-file", value + "-dir", "one-still");
        }

        var after = Counts(workers);
        Assert.Equal([Tasks * 2, 2, Tasks * 2, 2, 0, 0], after.Zip(before, (now, then) => now - then));
    }

    private WorkerSettings Settings() => WorkerSettings.Distributed(_servers, _prefix + "-group")
        .With("config.providers", "file,dir")
        .With("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider")
        .With("config.providers.file.param.ttl.ms", $"{TimeToLive.TotalMilliseconds}")
        .With("config.providers.dir.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider")
        .With("config.providers.dir.param.ttl.ms", $"{TimeToLive.TotalMilliseconds}");

    private void Rotate(string value)
    {
        File.WriteAllText(_directory.File("secrets.properties"), $"target={_directory.File(value)}\n");
        File.WriteAllText(_directory.File(Path.Combine("secrets", "target")), _directory.File(value));
    }

    private async Task CreateAsync(ConnectWorker worker, string kind, string file, params (string Key, string Value)[] more)
    {
        var config = new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink",
            ["tasks.max"] = $"{Tasks}",
            ["topics"] = _prefix,
            ["file"] = file,
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        };
        Array.ForEach(more, entry => config[entry.Key] = entry.Value);
        await worker.Client.PutConfigAsync($"{_prefix}-{kind}", config);
        await worker.Client.AwaitRunningAsync($"{_prefix}-{kind}", Tasks);
    }

    /// <summary>The same line to every partition, so that each task has something to write.</summary>
    private async Task WriteAsync(string line)
    {
        using var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = _servers }).Build();
        for (var partition = 0; partition < Tasks; partition++)
        {
            await producer.ProduceAsync(new TopicPartition(_prefix, partition), new Message<Null, string> { Value = line });
        }
    }

    private Task AwaitLinesAsync(ConnectWorker worker, string line, params string[] files) => worker.Process.WaitUntilAsync(
        () => Task.FromResult(files.All(file => File.Exists(_directory.File(file)) && File.ReadAllLines(_directory.File(file)).Count(found => found == line) == Tasks)),
        $"line {line} is not {Tasks} times in each of {string.Join(", ", files)}",
        TimeSpan.FromSeconds(60));

    private Task AwaitRestartsAsync(WorkerProcess[] workers, int[] before, int times) => workers[0].Process.WaitUntilAsync(
        async () =>
        {
            var now = Counts(workers);
            if (now[0] - before[0] < times * Tasks || now[2] - before[2] < times * Tasks)
            {
                return false;
            }

            await workers[0].Client.AwaitRunningAsync(_prefix + "-file", Tasks);
            await workers[0].Client.AwaitRunningAsync(_prefix + "-dir", Tasks);
            return true;
        },
        "the tasks are not restarted",
        TimeSpan.FromSeconds(60));

    /// <summary>How often tasks and connectors have been started, on all workers: two numbers for each connector.</summary>
    private int[] Counts(WorkerProcess[] workers)
    {
        var logs = string.Concat(workers.Select(worker => worker.Process.Log));
        return [.. ((string[])["file", "dir", "still"]).SelectMany(kind => ((string[])["task", "connector"])
            .Select(what => Regex.Count(logs, $"Starting {what} {_prefix}-{kind}\\b")))];
    }
}
