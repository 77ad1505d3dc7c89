using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>What a worker says of itself and of its configuration, for whoever has nothing but its log.</summary>
public sealed class StartLogTests
{
    [KafkaFact(Needs = Needs.Compaction)]
    public async Task A_start_tells_what_runs_here_and_what_has_no_effect()
    {
        var broker = await KafkaBroker.SharedAsync();
        var settings = WorkerSettings.Distributed(broker.BootstrapServers, ClusterNames.Unique("log"))
            .With("config.providers", "env").With("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider")
            .With("offset.flush.intervall.ms", "5").With("consumer.fetch.min.bytes", "1")
            .With("rest.basic.auth.jaas.file", "${env:CONNECTNET_NOPE}");
        await using var worker = await WorkerProcess.StartDistributedAsync(settings);
        using var source = new FileSource("t");
        await worker.Client.PutConfigAsync("src", new Dictionary<string, string>(source.Config)
        {
            ["key.converter.schemas.enable"] = "false",
            ["btach.size"] = "5",
            ["team"] = "ads",
            ["transforms"] = "a",
            ["transforms.a.type"] = "org.apache.kafka.connect.transforms.InsertField$Value",
            ["transforms.a.static.field"] = "${secrets:x}",
            ["transforms.a.static.value"] = "v",
            ["producer.override.linger.ms"] = "1",
        });
        await worker.Client.AwaitRunningAsync("src");

        foreach (var line in (string[])[
            "INFO ConnectNet ", "INFO .NET ", "INFO librdkafka 2.", "INFO librdkafka was built with: ", "INFO Mode: distributed, group ", "INFO Kafka cluster ID: ",
            "INFO Plug-ins are looked for in: ", "INFO Plug-ins found: ", "INFO Connectors found: ", "INFO REST server listening at ",
            "WARN Unknown worker properties, which have no effect: offset.flush.intervall.ms (did you mean offset.flush.interval.ms?) (",
            "WARN rest.basic.auth.jaas.file of the worker's properties holds ${env:CONNECTNET_NOPE}, which leads nowhere",
            "WARN [src|worker] Without effect: key.converter.schemas.enable. The connector names no key.converter of its own",
            "WARN [src|worker] Unknown keys, which have no effect: btach.size (did you mean batch.size?) (",
            "INFO [src|worker] Keys that neither worker nor connector declares: team (",
            "transforms.a.static.field of connector src holds ${secrets:x}, which leads nowhere and stays as it is: this worker has no config provider 'secrets'; it has env ("])
        {
            Assert.Single(
                worker.Process.Log.Split('\n'),
                said => said.Contains("] " + line, StringComparison.Ordinal) || said.Contains("WARN " + line, StringComparison.Ordinal));
        }
    }
}
