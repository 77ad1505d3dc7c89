using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>Appends a header with a fixed value, whose type its text tells. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.InsertHeader", "4.3.1")]
public sealed class InsertHeader : ITransformation
{
    private const string HeaderKey = "header";
    private const string LiteralKey = "value.literal";

    private static readonly ConfigDef Def = new ConfigDef()
        .Define(new ConfigKey(HeaderKey, ConfigType.String, Importance.High, "The name of the header.")
        {
            Validator = ConfigValidator.NotNull(),
        })
        .Define(new ConfigKey(
            LiteralKey, ConfigType.String, Importance.High, "The literal value that is to be set as the header value on all records.")
        {
            Validator = ConfigValidator.NotNull(),
        });

    private string _header = "";
    private SchemaAndValue _value;

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
        var parsed = Def.Parse(config);
        _header = parsed.RequiredText(HeaderKey);
        _value = Values.ParseString(parsed.RequiredText(LiteralKey));
    }

    /// <inheritdoc/>
    public ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record with { Headers = record.Headers.Add(_header, _value.Value, _value.Schema) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
