using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Tools.Faults.Plugins;

namespace ConnectNet.Tools.Faults;

/// <summary>
/// Follows the topic of a flow while it runs, on a thread of its own: which task delivered what, and when last. It outlives any outage of the
/// brokers. What it saw is for waiting and for figures; the counts of a row come from reading the topic again at the end.
/// </summary>
internal sealed class TopicWatch : IDisposable
{
    private readonly ConcurrentQueue<CountedRecord> _seen = new();
    private readonly ConcurrentDictionary<string, long> _lastMade = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Thread _thread;

    public TopicWatch(string bootstrapServers, string topic, int partitions)
    {
        _thread = new Thread(() => Follow(bootstrapServers, topic, partitions)) { IsBackground = true, Name = "topic-watch" };
        _thread.Start();
    }

    /// <summary>All records so far, duplicates included.</summary>
    public IReadOnlyCollection<CountedRecord> Seen => _seen;

    /// <summary>Whether the task has delivered a record that it made after the time.</summary>
    public bool HasDelivered(string task, long since) => _lastMade.GetValueOrDefault(task) > since;

    public void Dispose()
    {
        _ended.Cancel();
        _thread.Join();
        _ended.Dispose();
    }

    private void Follow(string bootstrapServers, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<string, byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrapServers,
            GroupId = "faults-watch",
            EnableAutoCommit = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            ReconnectBackoffMaxMs = 1000,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        while (!_ended.IsCancellationRequested)
        {
            try
            {
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } result)
                {
                    Note(CountedRecord.Parse(result.Message.Key, Encoding.UTF8.GetString(result.Message.Value)));
                }
            }
            catch (ConsumeException)
            {
                // The brokers are away, or the topic is not readable yet.
            }
        }
    }

    private void Note(CountedRecord record)
    {
        _seen.Enqueue(record);
        _lastMade[record.Task] = Math.Max(_lastMade.GetValueOrDefault(record.Task), record.Made);
    }
}
