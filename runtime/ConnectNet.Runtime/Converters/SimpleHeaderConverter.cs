using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;

namespace ConnectNet.Runtime.Converters;

/// <summary>Header values as text that tells their type; see <see cref="Values.ParseString"/>. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.storage.SimpleHeaderConverter", "4.3.1")]
internal sealed class SimpleHeaderConverter : IHeaderConverter
{
    private static readonly ConfigDef NoKeys = new();
    private static readonly Encoding Utf8 = JavaCharsets.Find("UTF-8")!;

    /// <inheritdoc/>
    public ConfigDef Config => NoKeys;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) =>
        value is null ? null : Utf8.GetBytes(Values.ConvertToString(value)!);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) =>
        value is null ? SchemaAndValue.Null : Values.ParseString(Utf8.GetString(value));

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
