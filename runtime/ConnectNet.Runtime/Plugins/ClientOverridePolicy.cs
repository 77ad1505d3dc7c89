using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Plugins;

/// <summary>Says which keys of its Kafka clients a connector may override.</summary>
internal abstract class ClientOverridePolicy
{
    /// <summary>The name that messages show.</summary>
    protected abstract string Name { get; }

    /// <summary>Checks overrides.</summary>
    /// <param name="overrides">Keys without prefix, with parsed values.</param>
    public IReadOnlyList<ConfigValue> Validate(IEnumerable<KeyValuePair<string, object?>> overrides) =>
        [.. overrides.Select(o =>
        {
            var result = new ConfigValue(o.Key) { Value = o.Value };
            return Allows(o.Key)
                ? result
                : result.AddError($"The '{Name}' policy does not allow '{o.Key}' to be overridden in the connector configuration.");
        })];

    /// <summary>Called once with the worker's configuration.</summary>
    public virtual void Configure(ParsedConfig workerConfig)
    {
    }

    protected abstract bool Allows(string key);
}

/// <summary>Allows every key.</summary>
[ConnectName("org.apache.kafka.connect.connector.policy.AllConnectorClientConfigOverridePolicy", "4.3.1")]
internal sealed class AllOverridePolicy : ClientOverridePolicy
{
    protected override string Name => "All";

    protected override bool Allows(string key) => true;
}

/// <summary>Allows no key.</summary>
[ConnectName("org.apache.kafka.connect.connector.policy.NoneConnectorClientConfigOverridePolicy", "4.3.1")]
internal sealed class NoneOverridePolicy : ClientOverridePolicy
{
    protected override string Name => "None";

    protected override bool Allows(string key) => false;
}

/// <summary>Allows the keys that say who the client is.</summary>
[ConnectName("org.apache.kafka.connect.connector.policy.PrincipalConnectorClientConfigOverridePolicy", "4.3.1")]
internal sealed class PrincipalOverridePolicy : ClientOverridePolicy
{
    protected override string Name => "Principal";

    protected override bool Allows(string key) => key is "sasl.jaas.config" or "sasl.mechanism" or "security.protocol";
}

/// <summary>Allows the keys that the worker's configuration lists.</summary>
[ConnectName("org.apache.kafka.connect.connector.policy.AllowlistConnectorClientConfigOverridePolicy", "4.3.1")]
internal sealed class AllowlistOverridePolicy : ClientOverridePolicy
{
    private IReadOnlyList<string> _allowed = [];

    protected override string Name => "Allowlist";

    public override void Configure(ParsedConfig workerConfig) => _allowed = workerConfig.List(Configuration.WorkerKeys.OverrideAllowList);

    protected override bool Allows(string key) => _allowed.Contains(key);
}
