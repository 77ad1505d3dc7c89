using ConnectNet.IntegrationTests.Cluster;
using ConnectNet.TestKit.Brokers;
using ConnectNet.Tools.Compatibility;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Compatibility;

/// <summary>
/// A level set over REST by the name that Java's loggers have gives lines of that logger, in the format of Kafka's logging configuration
/// and with the context of connector and task; for the same operations they are lines that the Java worker writes too.
/// </summary>
public sealed class LogLinesTests
{
    private const string Runtime = "org.apache.kafka.connect.runtime.";

    private static readonly string[] Loggers =
        [Runtime + "Worker", Runtime + "WorkerConnector", Runtime + "WorkerSinkTask", Runtime + "WorkerSourceTask", Runtime + "AbstractWorkerSourceTask"];

    // What both workers must have said, numbers blanked.
    private static readonly string[] Awaited =
    [
        "INFO [src|worker] Creating connector src of type FileStreamSource (" + Runtime + "Worker)",
        "INFO [src|task-N] Creating task src-N (" + Runtime + "Worker)",
        "DEBUG [src|worker] WorkerConnector{id=src} Transition connector to STARTED (" + Runtime + "WorkerConnector)",
        "INFO [src|task-N] WorkerSourceTask{id=src-N} Source task finished initialization and start (" + Runtime + "AbstractWorkerSourceTask)",
        "TRACE [src|task-N] WorkerSourceTask{id=src-N} About to send N records to Kafka (" + Runtime + "AbstractWorkerSourceTask)",
        "DEBUG [src|task-N|offsets] WorkerSourceTask{id=src-N} Committing offsets (" + Runtime + "WorkerSourceTask)",
        "DEBUG [src|task-N|offsets] WorkerSourceTask{id=src-N} Finished offset commitOffsets successfully in N ms (" + Runtime + "WorkerSourceTask)",
        "INFO [snk|task-N] WorkerSinkTask{id=snk-N} Executing sink task (" + Runtime + "WorkerSinkTask)",
        "TRACE [snk|task-N] WorkerSinkTask{id=snk-N} Delivering batch of N messages to task (" + Runtime + "WorkerSinkTask)",
        "DEBUG [snk|task-N] WorkerSinkTask{id=snk-N} Skipping offset commit, no change since last commit (" + Runtime + "WorkerSinkTask)",
    ];

    [KafkaFact(Needs = Needs.JavaWorker | Needs.Workers)]
    public async Task Levels_set_by_Javas_names_give_Javas_lines()
    {
        var broker = await KafkaBroker.SharedAsync();
        var name = ClusterNames.Unique("log");
        using var source = new FileSource(name);
        source.Append(3);
        await broker.CreateTopicAsync(name);
        await using var java = JavaWorker.Distributed(WorkerSettings.Distributed(broker.BootstrapServers, name + "-java"));
        await using var ours = WorkerProcess.Distributed(WorkerSettings.Distributed(broker.BootstrapServers, name + "-ours"));

        foreach (var worker in (ConnectWorker[])[java, ours])
        {
            await RunAsync(worker, source, name);
            Assert.Empty(Awaited.Except(LogLines.Of(worker.Process.Log, Loggers)));
        }
    }

    private static async Task RunAsync(ConnectWorker worker, FileSource source, string topic)
    {
        using var directory = TempDirectory.Create();
        await worker.StartAsync();
        foreach (var logger in Loggers)
        {
            (await worker.Client.SendAsync(HttpMethod.Put, "/admin/loggers/" + logger, "{\"level\":\"TRACE\"}")).Expect();
        }

        await worker.Client.PutConfigAsync("src", source.Config);
        await worker.Client.PutConfigAsync("snk", new Dictionary<string, string>
        {
            ["connector.class"] = "FileStreamSink",
            ["topics"] = topic,
            ["file"] = directory.File("sink.txt"),
            ["consumer.override.group.id"] = worker.Url.Port + topic,
            ["value.converter"] = "org.apache.kafka.connect.storage.StringConverter",
        });
        await worker.Process.WaitUntilAsync(
            () => Task.FromResult(Awaited.Except(LogLines.Of(worker.Process.Log, Loggers)).FirstOrDefault() is null),
            "not every line was logged",
            TimeSpan.FromSeconds(60)).ContinueWith(static _ => { }, TaskScheduler.Default);
    }
}
