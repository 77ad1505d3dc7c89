using ConnectNet.Runtime.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Finds the policy on client overrides that a worker's configuration names.</summary>
internal static class OverridePolicies
{
    /// <exception cref="ConnectException">There is no policy of that name.</exception>
    public static ClientOverridePolicy Create(PluginCatalog plugins, WorkerConfig worker)
    {
        var name = worker.RequiredText(WorkerKeys.OverridePolicy);
        var plugin = plugins.Find(PluginKind.OverridePolicy, name) ?? throw new ConnectException(
            "Failed to find any class that implements interface org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy "
            + $"and which name matches {name}, available connectors are: {string.Join(", ", plugins.All(PluginKind.OverridePolicy))}");
        var policy = PluginCatalog.Create<ClientOverridePolicy>(plugin.Type);
        policy.Configure(worker);
        return policy;
    }
}
