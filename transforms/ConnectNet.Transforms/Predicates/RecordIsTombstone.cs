using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms.Predicates;

/// <summary>Means records without value, whatever their schema. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.transforms.predicates.RecordIsTombstone", "4.3.1")]
public sealed class RecordIsTombstone : IPredicate
{
    private static readonly ConfigDef Def = new();


    /// <inheritdoc/>
    public ConfigDef Config => Def;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    /// <inheritdoc/>
    public bool Test(ConnectRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Value is null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
