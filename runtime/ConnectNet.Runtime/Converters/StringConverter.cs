using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Runtime.Converters;

/// <summary>Writes the text of any value, reads optional strings. Stateless after configuration.</summary>
[ConnectName("org.apache.kafka.connect.storage.StringConverter", "4.3.1")]
internal sealed class StringConverter : IConverter, IHeaderConverter
{
    private const string EncodingKey = "converter.encoding";

    private static readonly ConfigDef Def = ConverterKeys.New().Define(new ConfigKey(
        EncodingKey, ConfigType.String, Importance.High, "The name of the Java character set to use for encoding strings as byte arrays.")
    {
        Default = "UTF-8", Width = ConfigWidth.Medium, DisplayName = "Encoding",
    });

    private Encoding? _encoding;

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey) => Configure(ConverterKeys.WithType(config, isKey));

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var name = Def.Parse(config).RequiredText(EncodingKey);
        _encoding = JavaCharsets.Find(name) ?? throw new SerializationException($"Unsupported encoding {name}");
    }

    /// <inheritdoc/>
    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => Write(value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => Write(value);

    /// <inheritdoc/>
    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => Read(value);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private byte[]? Write(object? value) => value is null ? null : _encoding!.GetBytes(value as string ?? Values.JavaText(value));

    private SchemaAndValue Read(byte[]? value) => new(Schema.OptionalString, value is null ? null : _encoding!.GetString(value));
}
