using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Testing;

/// <summary>Runs a converter in a test: validates its config as the worker does, configures it, and converts values there and back.</summary>
/// <typeparam name="TConverter">Class of the converter.</typeparam>
public sealed class ConverterHarness<TConverter> : IDisposable
    where TConverter : IConverter, new()
{
    private readonly string _topic;

    /// <summary>Makes and configures the converter.</summary>
    /// <param name="config">Its keys, without prefix; null for none. <c>converter.type</c> is added.</param>
    /// <param name="isKey">Whether it serves keys.</param>
    /// <param name="topic">Topic of the records.</param>
    /// <exception cref="Errors.ConfigException">A key is missing or wrong.</exception>
    public ConverterHarness(IReadOnlyDictionary<string, string?>? config = null, bool isKey = false, string topic = "test")
    {
        _topic = topic;
        var given = new Dictionary<string, string?>(config ?? new Dictionary<string, string?>(), StringComparer.Ordinal)
        {
            ["converter.type"] = isKey ? "key" : "value",
        };
        ConfigErrors.ThrowIfAny(ConfigErrors.Of(Converter.Config, given));
        Converter.Configure(given, isKey);
    }

    /// <summary>The converter.</summary>
    public TConverter Converter { get; } = new();

    /// <summary>The bytes of a value.</summary>
    /// <param name="value">The value, or null.</param>
    /// <param name="schema">Its schema, or null.</param>
    /// <param name="headers">Headers of the record, to which the converter may add; null for none.</param>
    /// <exception cref="Errors.DataException">The value cannot be written.</exception>
    public byte[]? Write(object? value, Schema? schema = null, RawHeaders? headers = null) =>
        Converter.FromConnect(_topic, headers ?? new RawHeaders(), schema, value);

    /// <summary>The value of bytes.</summary>
    /// <param name="bytes">The bytes, or null.</param>
    /// <param name="headers">Headers of the record; null for none.</param>
    /// <exception cref="Errors.DataException">The bytes cannot be read.</exception>
    public SchemaAndValue Read(byte[]? bytes, RawHeaders? headers = null) => Converter.ToConnect(_topic, headers ?? new RawHeaders(), bytes);

    /// <summary>Writes a value and reads it again, with the headers that the converter has added in between.</summary>
    /// <param name="value">The value, or null.</param>
    /// <param name="schema">Its schema, or null.</param>
    /// <exception cref="Errors.DataException">It cannot be written or read.</exception>
    public SchemaAndValue RoundTrip(object? value, Schema? schema = null)
    {
        var headers = new RawHeaders();
        return Read(Write(value, schema, headers), headers);
    }

    /// <summary>Disposes the converter.</summary>
    public void Dispose() => Converter.Dispose();
}
