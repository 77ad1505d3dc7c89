using ConnectNet.Runtime.Plugins;
using ConnectNet.Sdk.Configuration;

namespace ConnectNet.Runtime.Cluster;

/// <summary>One part of a validation answer: the connector's own keys, a converter's, or a client's.</summary>
internal sealed class ConfigPart
{
    public List<ConfigInfo> Configs { get; } = [];

    public List<string> Groups { get; } = [];

    /// <summary>Messages in the connector's part, faulty keys in the others.</summary>
    public int ErrorCount { get; set; }

    /// <summary>Appends a key of the connector's part.</summary>
    public void Add(ConfigKey? key, ConfigValue value) =>
        Configs.Add(new ConfigInfo(key is null ? null : ConfigKeyInfo.Of(key), ConfigValueInfo.Of(value)));

    /// <summary>Appends a key of another part.</summary>
    public void AddPrefixed(ConfigKey? key, ConfigValue value, string prefix)
    {
        if (key?.Group is { } group && !Groups.Contains(group))
        {
            Groups.Add(group);
        }

        Configs.Add(new ConfigInfo(key is null ? null : ConfigKeyInfo.Of(key, prefix), ConfigValueInfo.Of(value, prefix)));
        ErrorCount += value.Errors.Count > 0 ? 1 : 0;
    }
}
