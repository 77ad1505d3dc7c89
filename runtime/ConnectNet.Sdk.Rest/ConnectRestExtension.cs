using ConnectNet.Sdk.Metrics;

namespace ConnectNet.Sdk.Rest;

/// <summary>
/// Adds endpoints and filters to the REST interface of a worker that names the class in <c>rest.extension.classes</c>. The worker makes it once,
/// when it starts; a plug-in that measures something implements <see cref="IMonitorable"/> too.
/// </summary>
[ConnectName("org.apache.kafka.connect.rest.ConnectRestExtension")]
public abstract class ConnectRestExtension
{
    /// <summary>Called first, once.</summary>
    /// <param name="config">The worker's properties, with references resolved; may hold secrets.</param>
    /// <exception cref="Errors.ConfigException">A property of the extension is missing or wrong: the worker does not start.</exception>
    public virtual void Configure(IReadOnlyDictionary<string, string?> config)
    {
    }

    /// <summary>Adds the extension's endpoints and filters. Called once, before the worker answers its first request.</summary>
    /// <param name="context">Where to add them, and what can be read.</param>
    public abstract void Register(IConnectRestExtensionContext context);

    /// <summary>Called once, when the worker has answered its last request, or could not start.</summary>
    public virtual ValueTask CloseAsync() => ValueTask.CompletedTask;
}
