using System.Globalization;
using System.Text;
using Confluent.Kafka;
using ConnectNet.Sdk;
using KafkaException = ConnectNet.Sdk.Errors.KafkaException;

namespace ConnectNet.Runtime.Errors;

/// <summary>Makes the messages of dead-letter topics of consumed records: the bytes and headers they had, then what failed. Pure functions.</summary>
internal static class DeadLetterMessage
{
    private const string Prefix = "__connect.errors.";

    /// <summary>Characters that are left of long texts in a reduced message.</summary>
    private const int ShortText = 2000;

    /// <summary>A record as it was read.</summary>
    public static Message<byte[]?, byte[]?> Of(ConsumeResult<byte[]?, byte[]?> consumed)
    {
        var message = new Message<byte[]?, byte[]?> { Key = consumed.Message.Key, Value = consumed.Message.Value, Headers = [] };
        foreach (var header in consumed.Message.Headers ?? [])
        {
            message.Headers.Add(header.Key, header.GetValueBytes());
        }

        if (consumed.Message.Timestamp.Type != TimestampType.NotAvailable)
        {
            message.Timestamp = new Timestamp(consumed.Message.Timestamp.UnixTimestampMs, TimestampType.CreateTime);
        }

        return message;
    }

    /// <summary>Where a record was read.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Origin(ConsumeResult<byte[]?, byte[]?> consumed) =>
    [
        new("topic", consumed.Topic),
        new("partition", consumed.Partition.Value.ToString(CultureInfo.InvariantCulture)),
        new("offset", consumed.Offset.Value.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Takes out of a message what its form leaves out.</summary>
    /// <returns>What that was, for a header; null where it is all there.</returns>
    public static string? Reduce(Message<byte[]?, byte[]?> message, DeadLetterForm form)
    {
        if (form == DeadLetterForm.Whole)
        {
            return null;
        }

        var omitted = $"value of {message.Value?.Length ?? 0} bytes, texts after {ShortText} characters";
        message.Value = null;
        if (form == DeadLetterForm.Whereabouts)
        {
            omitted += $", key of {message.Key?.Length ?? 0} bytes, {message.Headers.Count} headers";
            message.Key = null;
            message.Headers = [];
        }

        return omitted + "; the other headers say where the record is";
    }

    /// <summary>Adds headers that say where a record came from and what failed, in Java's order; last what is left out, if anything is.</summary>
    public static void Explain(
        Headers headers, IEnumerable<KeyValuePair<string, string>> origin, Failure failure, DeadLetterSettings settings, string? omitted)
    {
        foreach (var (name, value) in origin)
        {
            Add(name, value);
        }

        Add("connector.name", settings.Task.Connector);
        Add("task.id", settings.Task.Task.ToString(CultureInfo.InvariantCulture));
        Add("stage", failure.Stage.Name());
        Add("class.name", ConnectNames.Of(failure.Executing));
        Add("exception.class.name", ConnectNames.Of(failure.Error.GetType()));
        Add("exception.message", KafkaException.MessageOf(failure.Error) is { } message ? JavaTrace.Without(message, settings.Secrets) : null);
        Add("exception.stacktrace", JavaTrace.Of(failure.Error, settings.Secrets));
        if (omitted is not null)
        {
            Add("omitted", omitted);
        }

        void Add(string name, string? value) => headers.Add(Prefix + name, value is null ? null : Encoding.UTF8.GetBytes(Shortened(value)));

        string Shortened(string value) => omitted is null || value.Length <= ShortText ? value : value[..ShortText] + "…";
    }
}
