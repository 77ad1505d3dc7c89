using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms.Predicates;

/// <summary>Means records that have a header of a name. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.predicates.HasHeaderKey", "4.3.1")]
public sealed class HasHeaderKey : IPredicate
{
    private const string NameKey = "name";

    private static readonly ConfigDef Def = new ConfigDef().Define(
        new ConfigKey(NameKey, ConfigType.String, Importance.Medium, "The header name.") { Validator = ConfigValidator.NonEmptyText() });

    private string _name = "";

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config) => _name = Def.Parse(config).RequiredText(NameKey);

    /// <inheritdoc/>
    public bool Test(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Headers.LastWithName(_name) is not null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
