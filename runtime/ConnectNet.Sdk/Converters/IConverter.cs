using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Converters;

/// <summary>Translates record keys and values between Connect and the bytes in Kafka. One instance serves one task, on its thread.</summary>
public interface IConverter : IDisposable
{
    /// <summary>The keys it takes, without prefix.</summary>
    ConfigDef Config { get; }

    /// <summary>Called once before use.</summary>
    /// <param name="config">Keys without prefix, and <c>converter.type</c>.</param>
    /// <param name="isKey">Whether it serves keys.</param>
    void Configure(IReadOnlyDictionary<string, string?> config, bool isKey);

    /// <summary>Writes a value.</summary>
    /// <param name="topic">Topic that the record goes to.</param>
    /// <param name="headers">Kafka headers of the record, to which the converter may add.</param>
    /// <param name="schema">Schema, or null.</param>
    /// <param name="value">Value, or null.</param>
    /// <returns>The bytes; null is a Kafka null.</returns>
    /// <exception cref="Errors.DataException">The value cannot be written.</exception>
    byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value);

    /// <summary>Reads a value.</summary>
    /// <param name="topic">Topic that the record comes from.</param>
    /// <param name="headers">Kafka headers of the record.</param>
    /// <param name="value">The bytes, or null.</param>
    /// <exception cref="Errors.DataException">The bytes cannot be read.</exception>
    SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value);
}
