using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>Removes headers by name. One instance serves one task.</summary>
[ConnectName("org.apache.kafka.connect.transforms.DropHeaders", "4.3.1")]
public sealed class DropHeaders : ITransformation
{
    private const string HeadersKey = "headers";

    private static readonly ConfigDef Def = new ConfigDef().Define(
        new ConfigKey(HeadersKey, ConfigType.List, Importance.High, "The name of the headers to be removed.")
        {
            Validator = ConfigValidator.UniqueList(allowEmpty: false, allowNull: false),
        });

    private HashSet<string> _names = [];

    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config) => _names = [.. Def.Parse(config).List(HeadersKey)];

    /// <inheritdoc/>
    public ConnectRecord Apply(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Headers.Any(h => _names.Contains(h.Key))
            ? record with { Headers = ConnectHeaders.Of(record.Headers.Where(h => !_names.Contains(h.Key))) }
            : record;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
