using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Transforms;

/// <summary>Changes or drops single records. One instance serves one task, on its thread.</summary>
public interface ITransformation : IDisposable
{
    /// <summary>The keys it takes, without prefix.</summary>
    ConfigDef Config { get; }

    /// <summary>Called once before use.</summary>
    /// <param name="config">Keys without the prefix <c>transforms.alias.</c>.</param>
    /// <exception cref="Errors.ConfigException">A key is missing or wrong.</exception>
    void Configure(IReadOnlyDictionary<string, string?> config);

    /// <summary>The record changed, the record itself, or null to drop it.</summary>
    ConnectRecord? Apply(ConnectRecord record);
}
