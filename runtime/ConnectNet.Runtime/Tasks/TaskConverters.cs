using ConnectNet.Sdk.Converters;

namespace ConnectNet.Runtime.Tasks;

/// <summary>The converters of one task, configured. Disposed with its pipeline.</summary>
internal sealed record TaskConverters(IConverter Key, IConverter Value, IHeaderConverter Header) : IDisposable
{
    public void Dispose()
    {
        Header.Dispose();
        Key.Dispose();
        Value.Dispose();
    }
}
