using System.Diagnostics.Metrics;
using System.Text;
using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Converters;
using ConnectNet.Sdk.Data;
using ConnectNet.Sdk.Metrics;
using ConnectNet.Sdk.Records;
using ConnectNet.Sdk.Transforms;

namespace ConnectNet.IntegrationTests.Connectors.Tasks;

/// <summary>Any part of a task, with a gauge and a text under the same names in each place.</summary>
[ConnectName("test.MeasuredPart", "1")]
public sealed class MeasuredPart : ITransformation, IPredicate, IConverter, IHeaderConverter, IMonitorable
{
    public ConfigDef Config { get; } = new();

    public void WithMetrics(Meter meter)
    {
        meter.CreateObservableGauge("part.level", () => 1);
        meter.CreateObservableText("part.state", () => "ready");
    }

    public void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    public void Configure(IReadOnlyDictionary<string, string?> config, bool isKey)
    {
    }

    public ConnectRecord? Apply(ConnectRecord record) => record;

    public bool Test(ConnectRecord record) => true;

    public byte[]? FromConnect(string topic, RawHeaders headers, Schema? schema, object? value) => value is string text ? Encoding.UTF8.GetBytes(text) : null;

    public SchemaAndValue ToConnect(string topic, RawHeaders headers, byte[]? value) => new(null, value is null ? null : Encoding.UTF8.GetString(value));

    public byte[]? FromConnectHeader(string topic, string headerKey, Schema? schema, object? value) => value as byte[];

    public SchemaAndValue ToConnectHeader(string topic, string headerKey, byte[]? value) => new(null, value);

    public void Dispose()
    {
    }
}
