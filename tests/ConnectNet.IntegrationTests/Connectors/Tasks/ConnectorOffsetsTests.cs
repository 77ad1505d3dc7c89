using ConnectNet.Runtime.Tasks;
using ConnectNet.Sdk.Errors;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Offsets as operators see and change them.</summary>
public sealed class ConnectorOffsetsTests
{
    private const string Altered = "The Connect framework-managed offsets for this connector have been altered successfully. However, if this connector "
        + "manages offsets externally, they will need to be manually altered in the system that the connector uses.";

    [KafkaFact]
    public async Task A_source_s_offsets_are_shown_in_Java_s_order_altered_and_reset()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var config = rig.ConnectorConfig("test.ProbeSourceConnector", probe);
        var name = config["name"]!;
        Assert.Empty(await rig.Worker.ConnectorOffsetsAsync(name, config, CancellationToken.None));

        var partition = new Dictionary<string, object?> { ["kafka_topic"] = "x", ["b"] = true, ["filename"] = "f9" };
        var message = await rig.Worker.ModifyConnectorOffsetsAsync(
            name, config, [new(partition, Map("position", 2)), new(Map("filename", "g"), Map("position", 3)), new(Map("filename", "g"), Map("position", 4))], CancellationToken.None);
        Assert.Equal(Altered, message);
        var shown = await rig.Worker.ConnectorOffsetsAsync(name, config, CancellationToken.None);
        Assert.Equal(["b=True,filename=f9,kafka_topic=x -> 2", "filename=g -> 4"], shown.Select(Text).Order());

        await rig.Worker.ModifyConnectorOffsetsAsync(name, config, [new(partition, null)], CancellationToken.None);
        Assert.Equal(["filename=g -> 4"], (await rig.Worker.ConnectorOffsetsAsync(name, config, CancellationToken.None)).Select(Text));
        Assert.Equal(Altered.Replace("altered", "reset", StringComparison.Ordinal), await rig.Worker.ModifyConnectorOffsetsAsync(name, config, null, CancellationToken.None));
        Assert.Empty(await rig.Worker.ConnectorOffsetsAsync(name, config, CancellationToken.None));
    }

    [KafkaFact(Needs = Needs.GroupAdmin)]
    public async Task A_sink_s_offsets_are_those_of_its_group()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var topic = await rig.TopicAsync("t");
        await rig.ProduceAsync(topic, "1", "2", "3");
        var task = rig.StartSink(probe, topic);
        await WorkerRig.UntilAsync(() => rig.Committed(task.Connector, topic) == 3);
        var config = rig.ConnectorConfig("test.ProbeSinkConnector", probe, ("topics", topic));
        Assert.Equal([$"kafka_partition=0,kafka_topic={topic} -> 3"], (await rig.Worker.ConnectorOffsetsAsync(task.Connector, config, CancellationToken.None)).Select(Text));

        var running = await Assert.ThrowsAsync<ConnectException>(() => rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, null, CancellationToken.None));
        Assert.StartsWith(
            $"Failed to reset consumer group offsets for connector {task.Connector} either because its tasks haven't stopped completely yet", running.Message, StringComparison.Ordinal);
        PartitionOffset change = new(new Dictionary<string, object?> { ["kafka_topic"] = topic, ["kafka_partition"] = "0" }, Map("kafka_offset", "1"));
        var altering = await Assert.ThrowsAsync<ConnectException>(() => rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, [change], CancellationToken.None));
        Assert.StartsWith($"Failed to alter consumer group offsets for connector {task.Connector} either because", altering.Message, StringComparison.Ordinal);

        await rig.Worker.StopTasksAsync([task]);
        Assert.Equal(Altered, await rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, [change], CancellationToken.None));
        Assert.Equal(1, rig.Committed(task.Connector, topic));
        await rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, [change with { Offset = null }], CancellationToken.None);
        Assert.Null(rig.Committed(task.Connector, topic));
        await rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, null, CancellationToken.None);
        await rig.Worker.ModifyConnectorOffsetsAsync(task.Connector, config, null, CancellationToken.None);
        Assert.Empty(await rig.Worker.ConnectorOffsetsAsync(task.Connector, config, CancellationToken.None));
    }

    [KafkaTheory]
    [InlineData("kafka_topic", "t", "kafka_x", 0, "The partition for a sink connector offset must contain the keys 'kafka_topic' and 'kafka_partition'")]
    [InlineData("kafka_topic", null, "kafka_partition", 0, "Kafka topic names must be valid strings and may not be null")]
    [InlineData("kafka_topic", "t", "kafka_partition", 1.7, "Failed to parse the following Kafka partition value in the provided offsets: '1.7'. Partition values for sink connectors need to be integers.")]
    public async Task Wrong_sink_partitions_are_refused_with_Java_s_words(string first, object? firstValue, string second, object? secondValue, string message)
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();
        var config = rig.ConnectorConfig("test.ProbeSinkConnector", probe, ("topics", "t"));
        PartitionOffset change = new(new Dictionary<string, object?> { [first] = firstValue, [second] = secondValue }, Map("kafka_offset", 1L));
        var error = await Assert.ThrowsAsync<BadRequestException>(
            () => rig.Worker.ModifyConnectorOffsetsAsync(config["name"]!, config, [change], CancellationToken.None));
        Assert.Equal(message, error.Message);
    }

    private static Dictionary<string, object?> Map(string key, object? value) => new() { [key] = value };

    private static string Text(PartitionOffset offset) =>
        string.Join(",", offset.Partition!.Select(p => p.Key + "=" + p.Value)) + " -> " + offset.Offset!.Values.Single();
}
