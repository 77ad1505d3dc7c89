using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.UnitTests.Runtime.Kafka;

public sealed class RecordLimitsTests
{
    [Theory]
    [InlineData(1_048_489, null)]
    [InlineData(1_048_490, "The message is 1048577 bytes when serialized which is larger than 1048576, which is the value of the max.request.size configuration.")]
    public void A_record_is_measured_as_by_Javas_producer(int size, string? refusal) =>
        Assert.Equal(refusal, RecordLimits.Of(new Dictionary<string, string?>()).Refuse(new Message<byte[]?, byte[]?> { Value = new byte[size] }));

    [Fact]
    public void Keys_and_headers_count()
    {
        var message = new Message<byte[]?, byte[]?> { Key = new byte[200], Value = null, Headers = new Headers { { "ab", [1, 2, 3] }, { "c", null } } };
        // 61 and 21 of headers, 2 + 200 key, 1 value, 1 count, 1 + 2 + 1 + 3 and 1 + 1 + 1 headers.
        Assert.StartsWith("The message is 296 bytes", new RecordLimits(295, 1000).Refuse(message));
        Assert.Null(new RecordLimits(296, 1000).Refuse(message));
        Assert.EndsWith("with the buffer.memory configuration.", new RecordLimits(296, 295).Refuse(message));
    }
}
