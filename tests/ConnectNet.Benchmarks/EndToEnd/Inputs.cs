using System.Text;
using Confluent.Kafka;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>Where a scenario's records come from: a file or a topic.</summary>
internal sealed record Input(string Place, int Records, int BadRecords);

/// <summary>Makes the files and topics that scenarios read, each once, for all contenders and rounds.</summary>
internal sealed class Inputs(KafkaBroker broker, TempDirectory directory)
{
    private readonly Dictionary<(InputKind Kind, int Partitions, int LineBytes, int Records), Input> _made = [];

    public async Task<Input> ForAsync(Scenario scenario, int records)
    {
        var key = (scenario.Input, scenario.Partitions, scenario.LineBytes, records);
        if (!_made.TryGetValue(key, out var input))
        {
            var name = $"input-{scenario.Input}-{scenario.Partitions}-{scenario.LineBytes}-{records}".ToLowerInvariant();
            _made[key] = input = scenario.IsSource ? MakeFile(name, scenario.LineBytes, records) : await MakeTopicAsync(name, scenario, records);
        }
        return input;
    }

    private static string Line(int number, int bytes)
    {
        var line = $"{number:D9} campaign {number % 977} spent {number % 10_007}.{number % 100:D2} EUR on {(number % 28) + 1} November";
        return bytes == 0 ? line : line[..Math.Min(line.Length, bytes)].PadRight(bytes, 'x');
    }

    private Input MakeFile(string name, int lineBytes, int records)
    {
        using var writer = new StreamWriter(directory.File(name)) { NewLine = "\n" };
        for (var i = 0; i < records; i++)
        {
            writer.WriteLine(Line(i, lineBytes));
        }
        return new Input(directory.File(name), records, 0);
    }

    private async Task<Input> MakeTopicAsync(string name, Scenario scenario, int records)
    {
        await broker.CreateTopicAsync(name, scenario.Partitions);
        var failed = 0;
        using (var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = broker.BootstrapServers, DeliveryReportFields = "none", QueueBufferingMaxKbytes = 65_536, LingerMs = 20,
        }).Build())
        {
            for (var i = 0; i < records; i++)
            {
                var value = scenario.Input switch
                {
                    InputKind.Rows => CampaignRows.WithSchema(i),
                    InputKind.BadRows => CampaignRows.Plain(i),
                    InputKind.JsonStructs => Encoding.UTF8.GetBytes(StructOf(Line(i, scenario.LineBytes), i)),
                    InputKind.JsonLines => Encoding.UTF8.GetBytes(
                        $$"""{"schema":{"type":"string","optional":false},"payload":"{{Line(i, scenario.LineBytes)}}"}"""),
                    _ => Encoding.UTF8.GetBytes(Line(i, scenario.LineBytes)),
                };
                while (!TryProduce(producer, new TopicPartition(name, i % scenario.Partitions), value, report => failed += report.Error.IsError ? 1 : 0))
                {
                    await Task.Delay(1);
                }
            }
            producer.Flush();
        }
        return failed == 0
            ? new Input(name, records, scenario.Input == InputKind.BadRows ? records / CampaignRows.BadEvery : 0)
            : throw new InvalidOperationException($"{failed} records of topic {name} were not delivered");
    }

    private static string StructOf(string line, int number) =>
        """{"schema":{"type":"struct","fields":[{"type":"string","optional":false,"field":"text"},"""
        + """{"type":"int64","optional":true,"name":"org.apache.kafka.connect.data.Timestamp","version":1,"field":"read_at"},"""
        + $$$"""{"type":"string","optional":true,"field":"origin"}],"optional":false},"payload":{"text":"{{{line}}}","read_at":{{{1_763_000_000_000 + number}}},"origin":""}}""";

    private static bool TryProduce(IProducer<Null, byte[]> producer, TopicPartition target, byte[] value, Action<DeliveryReport<Null, byte[]>> report)
    {
        try
        {
            producer.Produce(target, new Message<Null, byte[]> { Value = value }, report);
            return true;
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }
}
