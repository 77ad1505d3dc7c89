using ConnectNet.Runtime.Storage;
using ConnectNet.Sdk.Connectors;

namespace ConnectNet.Runtime.Tasks;

/// <summary>Shows a connector's stored offsets to its plug-in. Reads end when the plug-in is given up.</summary>
internal sealed class ConnectorOffsetReader(OffsetReader reader, CancellationToken given) : IOffsetReader
{
    public async ValueTask<IReadOnlyList<IReadOnlyDictionary<string, object?>?>> GetAsync(
        IReadOnlyList<IReadOnlyDictionary<string, object?>> partitions, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(given, cancellationToken);
        return await reader.GetAsync(partitions, both.Token).ConfigureAwait(false);
    }
}
