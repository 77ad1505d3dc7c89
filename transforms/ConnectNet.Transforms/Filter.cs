using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.Transforms;

/// <summary>Drops every record it is applied to; a predicate chooses them. Stateless.</summary>
[ConnectName("org.apache.kafka.connect.transforms.Filter", "4.3.1")]
public sealed class Filter : ITransformation
{
    private static readonly ConfigDef NoKeys = new();

    /// <inheritdoc/>
    public ConfigDef Config => NoKeys;

    /// <inheritdoc/>
    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    /// <inheritdoc/>
    public ConnectRecord? Apply(ConnectRecord record) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
