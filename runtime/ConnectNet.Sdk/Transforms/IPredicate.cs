using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Records;

namespace ConnectNet.Sdk.Transforms;

/// <summary>Decides whether a transformation applies to a record. One instance serves one task, on its thread.</summary>
public interface IPredicate : IDisposable
{
    /// <summary>The keys it takes, without prefix.</summary>
    ConfigDef Config { get; }

    /// <summary>Called once before use.</summary>
    /// <param name="config">Keys without the prefix <c>predicates.alias.</c>.</param>
    /// <exception cref="Errors.ConfigException">A key is missing or wrong.</exception>
    void Configure(IReadOnlyDictionary<string, string?> config);

    /// <summary>Whether the record is meant.</summary>
    bool Test(ConnectRecord record);
}
