using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.Benchmarks.EndToEnd;

/// <summary>
/// The least that a program must do to bring a file into a topic or a topic into a file with Confluent.Kafka. It has the worker's client
/// settings where they decide: all replicas acknowledge, one request on its way, the worker's batch size, reports with the status only,
/// bounded queues. Prints CPU and wall seconds and peak memory.
/// </summary>
internal static class BareLoop
{
    private const int BatchSize = 131_072;

    public static int Run(string direction, string servers, string topic, string file, long records)
    {
        var before = ProcessFigures.Read(Environment.ProcessId).CpuSeconds;
        var clock = Stopwatch.StartNew();
        if (direction == "source")
        {
            Produce(servers, topic, file);
        }
        else
        {
            Consume(servers, topic, file, records);
        }
        var figures = ProcessFigures.Read(Environment.ProcessId);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{figures.CpuSeconds - before} {clock.Elapsed.TotalSeconds} {figures.PeakResidentBytes}"));
        return 0;
    }

    private static void Produce(string servers, string topic, string file)
    {
        var config = new ProducerConfig
        {
            BootstrapServers = servers,
            Acks = Acks.All,
            MaxInFlight = 1,
            BatchSize = BatchSize,
            LingerMs = 5,
            DeliveryReportFields = "status",
            QueueBufferingMaxKbytes = 32768,
        };
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        using var reader = new StreamReader(file);
        var failed = 0;
        void Report(DeliveryReport<Null, byte[]> report) => failed += report.Error.IsError ? 1 : 0;
        while (reader.ReadLine() is { } line)
        {
            var message = new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(line) };
            while (!TryProduce(producer, topic, message, Report))
            {
                Thread.Sleep(1);
            }
        }
        producer.Flush();
        if (failed > 0)
        {
            throw new InvalidOperationException($"{failed} records were not delivered");
        }
    }

    private static bool TryProduce(IProducer<Null, byte[]> producer, string topic, Message<Null, byte[]> message, Action<DeliveryReport<Null, byte[]>> report)
    {
        try
        {
            producer.Produce(topic, message, report);
            return true;
        }
        catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private static void Consume(string servers, string topic, string file, long records)
    {
        var config = new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = $"bare-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            FetchQueueBackoffMs = 10,
            QueuedMaxMessagesKbytes = 4096,
            ConsumeResultFields = "none",
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(config).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        using var output = new BufferedStream(File.Create(file), 64 * 1024);
        for (long read = 0; read < records;)
        {
            if (consumer.Consume(1000) is { } result)
            {
                // As a sink does: the value becomes text, the text becomes bytes.
                output.Write(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(result.Message.Value)));
                output.WriteByte((byte)'\n');
                read++;
            }
        }
        output.Flush();
    }
}
