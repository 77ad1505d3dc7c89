using System.Diagnostics.Metrics;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>What a connector is offered. May be used by any thread of the plug-in.</summary>
internal class ConnectorContext : IConnectorContext
{
    public required IReadOnlyDictionary<string, string?> Config { get; init; }

    public required ILogger Logger { get; init; }

    public required Meter Meter { get; init; }

    public required Action Reconfigure { get; init; }

    public required Action<Exception> Fail { get; init; }

    public void RequestTaskReconfiguration() => Reconfigure();

    public void RaiseError(Exception error) => Fail(error);
}

/// <summary>What a source connector is offered.</summary>
internal sealed class SourceConnectorContext : ConnectorContext, ISourceConnectorContext
{
    public required IOffsetReader Offsets { get; init; }
}
