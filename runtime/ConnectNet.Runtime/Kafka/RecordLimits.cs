using Confluent.Kafka;
using ConnectNet.Sdk.Java;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// How large a record a Java producer takes. librdkafka measures otherwise, and waits for ever for room that a record will never find; here
/// is Java's measure, its words, and the limit for librdkafka at which both refuse the same record. Immutable.
/// </summary>
/// <param name="Request">Java's <c>max.request.size</c>.</param>
/// <param name="Memory">Java's <c>buffer.memory</c>.</param>
internal sealed record RecordLimits(long Request, long Memory)
{
    /// <summary>Bytes of a batch without its records.</summary>
    public const int BatchOverhead = 61;

    // Of a batch with one record: the batch's header, the record's largest header without key and value, no key, no headers.
    private const int JavaOverhead = BatchOverhead + 21 + 1 + 1;
    private const int NativeOverhead = 36;

    /// <summary>The limits of a producer with these Java properties.</summary>
    public static RecordLimits Of(IReadOnlyDictionary<string, string?> properties) =>
        new(Number(properties, "max.request.size", 1_048_576), Number(properties, "buffer.memory", 33_554_432));

    /// <summary>librdkafka's <c>message.max.bytes</c> for a <c>max.request.size</c>: equal for records without key and headers.</summary>
    public static long Native(long request) => request - JavaOverhead - VarintSize(request - JavaOverhead) + NativeOverhead;

    /// <summary>Java's words for a record that no producer with these limits takes; null for any other.</summary>
    public string? Refuse(Message<byte[]?, byte[]?> message)
    {
        var size = Measure(message);
        return size > Request
            ? $"The message is {size} bytes when serialized which is larger than {Request}, which is the value of the max.request.size configuration."
            : size > Memory
                ? $"The message is {size} bytes when serialized which is larger than the total memory buffer you have configured with the"
                    + " buffer.memory configuration."
                : null;
    }

    /// <summary>Bytes that a record takes in a batch with others, at most.</summary>
    public static long InBatch(Message<byte[]?, byte[]?> message) => Measure(message) - BatchOverhead;

    /// <summary>Bytes of a record by the Java producer's estimate.</summary>
    private static long Measure(Message<byte[]?, byte[]?> message)
    {
        var size = JavaOverhead - 2 + (long)Sized(message.Key) + Sized(message.Value) + VarintSize(message.Headers?.Count ?? 0);
        foreach (var header in message.Headers ?? [])
        {
            var name = System.Text.Encoding.UTF8.GetByteCount(header.Key);
            size += VarintSize(name) + name + Sized(header.GetValueBytes());
        }

        return size;
    }

    private static int Sized(byte[]? bytes) => bytes is null ? 1 : VarintSize(bytes.Length) + bytes.Length;

    // Kafka's varints hold a sign bit and seven bits a byte.
    private static int VarintSize(long value)
    {
        var size = 1;
        for (var rest = (value << 1) >> 7; rest > 0; rest >>= 7)
        {
            size++;
        }

        return size;
    }

    private static long Number(IReadOnlyDictionary<string, string?> properties, string key, long absent) =>
        JavaPrimitives.TryInt64(properties.GetValueOrDefault(key).AsSpan().Trim(), out var number) ? number : absent;
}
