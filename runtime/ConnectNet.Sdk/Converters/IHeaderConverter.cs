using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Sdk.Converters;

/// <summary>Translates header values between Connect and the bytes in Kafka. One instance serves one task, on its thread.</summary>
public interface IHeaderConverter : IDisposable
{
    /// <summary>The keys it takes, without prefix.</summary>
    ConfigDef Config { get; }

    /// <summary>Called once before use.</summary>
    /// <param name="config">Keys without prefix, and <c>converter.type</c>.</param>
    void Configure(IReadOnlyDictionary<string, string?> config);

    /// <summary>Writes a header's value.</summary>
    /// <exception cref="Errors.DataException">The value cannot be written.</exception>
    byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value);

    /// <summary>Reads a header's value.</summary>
    /// <exception cref="Errors.DataException">The bytes cannot be read.</exception>
    SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value);
}
