using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>
/// Drops records whose value is <c>drop</c>, and fails on those whose value is <c>bad</c>. Its probe, where it has one, hears of its end,
/// which comes after the task's clients are closed.
/// </summary>
[ConnectName("test.ProbeTransform", "1.2.3")]
public sealed class ProbeTransform : ITransformation
{
    private Probe? _probe;

    public ConfigDef Config { get; } = new();

    public void Configure(IReadOnlyDictionary<string, string?> config) => _probe = config.ContainsKey("probe") ? Probe.Of(config) : null;

    public ConnectRecord? Apply(ConnectRecord record) => record.Value switch
    {
        "drop" => null,
        "bad" => throw new DataException("This value is bad"),
        _ => record,
    };

    public void Dispose() => _probe?.Calls.Enqueue("transform dispose");
}
