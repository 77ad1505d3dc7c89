using System.Reflection;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>
/// A consumer of one partition that hands out what a test says, whether paused or not: the client's timing cannot be had on request.
/// </summary>
public class ScriptedConsumer : DispatchProxy
{
    private readonly Queue<Func<ConsumeResult<byte[]?, byte[]?>?>> _script = new();
    private bool _isAssigned;

    internal static TopicPartition Partition { get; } = new("t", 0);

    internal ConsumerCallbacks Callbacks { get; set; } = new();

    internal List<string> Calls { get; } = [];

    internal static (IConsumer<byte[]?, byte[]?> Consumer, ScriptedConsumer Script) Create()
    {
        var consumer = Create<IConsumer<byte[]?, byte[]?>, ScriptedConsumer>();
        return (consumer, (ScriptedConsumer)(object)consumer);
    }

    /// <summary>The next calls of Consume give these; later ones nothing, after their wait.</summary>
    internal void Next(params Func<ConsumeResult<byte[]?, byte[]?>?>[] results)
    {
        foreach (var result in results)
        {
            _script.Enqueue(result);
        }
    }

    internal ConsumeResult<byte[]?, byte[]?>? Assign()
    {
        _isAssigned = true;
        Callbacks.Assigned((IConsumer<byte[]?, byte[]?>)(object)this, [Partition]);
        return null;
    }

    internal static ConsumeResult<byte[]?, byte[]?> Record(int offset, string value) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(Partition, offset),
        Message = new Message<byte[]?, byte[]?> { Value = System.Text.Encoding.UTF8.GetBytes(value) },
    };

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        lock (Calls)
        {
            Calls.Add(targetMethod!.Name);
        }

        switch (targetMethod.Name)
        {
            case "Consume":
                if (_script.TryDequeue(out var result))
                {
                    return result();
                }

                Thread.Sleep((TimeSpan)args![0]!);
                return null;
            case "get_Assignment":
                return _isAssigned ? new List<TopicPartition> { Partition } : [];
            case "Committed":
                return new List<TopicPartitionOffset> { new(Partition, 0) };
            default:
                return null;
        }
    }
}
