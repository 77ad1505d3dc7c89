using ConnectNet.Runtime.Storage;
using ConnectNet.TestKit.Brokers;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

public sealed class PluginSeriesTests
{
    private static readonly (string Key, string Value)[] Parts =
    [
        ("key.converter", "test.MeasuredPart"), ("value.converter", "test.MeasuredPart"), ("header.converter", "test.MeasuredPart"),
        ("transforms", "a,b"), ("transforms.a.type", "test.MeasuredPart"), ("transforms.b.type", "test.MeasuredPart"),
        ("transforms.a.predicate", "p"), ("transforms.b.predicate", "p"), ("predicates", "p"), ("predicates.p.type", "test.MeasuredPart"),
    ];

    [KafkaFact]
    public async Task Each_part_of_a_task_has_series_of_its_own_that_end_with_the_task()
    {
        await using var rig = await WorkerRig.StartAsync();
        using var probe = new Probe();

        var task = rig.StartSource(probe, Parts);

        await rig.StateAsync(task, ConnectState.Running);
        var own = $"connector=\"{task.Connector}\"";
        string[] places =
        [
            $"{own},converter=\"header\",task=\"0\"", $"{own},converter=\"key\",task=\"0\"", $"{own},converter=\"value\",task=\"0\"",
            $"{own},predicate=\"p\",task=\"0\"", $"{own},task=\"0\",transformation=\"a\"", $"{own},task=\"0\",transformation=\"b\"",
        ];
        Assert.Equal(places.Select(place => $"kafka_connect_plugins_part_level{{{place}}} 1"), Lines(rig, "part_level"));
        Assert.Equal(places.Length, Lines(rig, "part_state").Count(line => line.Contains("part_state=\"ready\"", StringComparison.Ordinal)));
        await rig.Worker.StopTasksAsync([task]);
        Assert.Empty(Lines(rig, "part_"));
    }

    private static IEnumerable<string> Lines(WorkerRig rig, string name) => rig.Scrape().Split('\n')
        .Where(line => line.StartsWith("kafka_connect_plugins_" + name, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
