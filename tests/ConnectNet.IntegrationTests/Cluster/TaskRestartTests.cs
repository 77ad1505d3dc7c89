using System.Text.Json.Nodes;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>Tasks that failed come back by themselves where that is asked for, in both modes; seen through REST.</summary>
public sealed class TaskRestartTests
{
    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_failed_task_of_a_cluster_is_restarted()
    {
        var broker = await KafkaBroker.SharedAsync();
        var name = ClusterNames.Unique("restarts");
        await RunAsync(broker, name, WorkerProcess.Distributed(WorkerSettings.Distributed(broker.BootstrapServers, name).With("task.restart.policy", "on-failure")), "{}");
    }

    [KafkaFact]
    public async Task A_failed_task_of_a_single_worker_is_restarted()
    {
        var broker = await KafkaBroker.SharedAsync();
        using var directory = TempDirectory.Create();
        var settings = WorkerSettings.Standalone(broker.BootstrapServers, directory.File("offsets"));
        await RunAsync(broker, ClusterNames.Unique("restarts"), WorkerProcess.Standalone(settings), """{"task.restart.policy":"on-failure"}""");
    }

    private static async Task RunAsync(KafkaBroker broker, string topic, WorkerProcess worker, string policy)
    {
        await broker.CreateTopicAsync(topic);
        await TopicData.ProduceAsync(broker.BootstrapServers, topic, [new() { Value = "\"x\""u8.ToArray() }]);
        using var directory = TempDirectory.Create();
        var folder = directory.File("not-there-yet");
        await using (worker)
        {
            await worker.StartAsync();
            var config = JsonNode.Parse(policy)!.AsObject();
            foreach (var (key, value) in new[]
            {
                ("connector.class", "FileStreamSink"), ("topics", topic), ("file", Path.Combine(folder, "out.txt")),
                ("task.restart.delay.ms", "300"), ("task.restart.delay.max.ms", "300"), ("task.restart.max.attempts", "-1"),
            })
            {
                config[key] = value;
            }

            (await worker.Client.ChangeAsync(HttpMethod.Put, "/connectors/sink/config", config.ToJsonString())).Expect();
            var trace = await worker.Client.AwaitFailedTaskAsync("sink");
            Assert.Contains("Couldn't find or create file", trace, StringComparison.Ordinal);
            Directory.CreateDirectory(folder);
            await worker.Client.AwaitAsync("sink", static s => (string?)s["tasks"]?[0]?["state"] == "RUNNING", "is running again");
            var metrics = (await worker.Client.GetAsync("/metrics")).Body;
            Assert.Matches("connectnet_task_restarts_total\\{connector=\"sink\",task=\"0\"\\} [1-9]", metrics);
            await worker.Client.DeleteAsync("sink");
            Assert.Equal(0, await worker.StopAsync());
        }
    }
}
