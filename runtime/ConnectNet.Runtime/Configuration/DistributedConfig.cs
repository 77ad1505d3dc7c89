using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Configuration;

/// <summary>Configuration of a worker that shares work with others.</summary>
internal sealed class DistributedConfig : WorkerConfig
{
    private static readonly string[] Topics = ["offset", "config", "status"];

    private DistributedConfig(ParsedConfig config)
        : base(config)
    {
    }

    /// <summary>All keys.</summary>
    public static ConfigDef Def { get; } = DistributedKeys.Define();

    public override string GroupId => RequiredText(DistributedKeys.GroupId);

    public override bool ExactlyOnceSourceEnabled => ExactlyOnce == "ENABLED";

    /// <summary><c>DISABLED</c>, <c>PREPARING</c> or <c>ENABLED</c>.</summary>
    public string ExactlyOnce => RequiredText(DistributedKeys.ExactlyOnce).ToUpperInvariant();

    public TimeSpan SessionTimeout => Milliseconds(DistributedKeys.SessionTimeout);

    public TimeSpan RebalanceTimeout => Milliseconds(DistributedKeys.RebalanceTimeout);

    public TimeSpan HeartbeatInterval => Milliseconds(DistributedKeys.HeartbeatInterval);

    /// <summary><c>EAGER</c>, <c>COMPATIBLE</c> or <c>SESSIONED</c>.</summary>
    public string ConnectProtocol => RequiredText(DistributedKeys.ConnectProtocol).ToUpperInvariant();

    /// <summary>The start of the client ids of the worker's own clients: <c>group-[client-]</c>.</summary>
    public string ClientIdBase
    {
        get
        {
            var clientId = Text(DistributedKeys.ClientId);
            return GroupId + "-" + (string.IsNullOrEmpty(clientId) ? "" : clientId + "-");
        }
    }

    /// <summary>Parses a worker's keys.</summary>
    /// <exception cref="ConfigException">A key is missing or wrong.</exception>
    public static DistributedConfig Parse(IReadOnlyDictionary<string, string?> properties, Func<string, Type?> resolveClass)
    {
        var config = new DistributedConfig(Def.Parse(properties, resolveClass));
        var algorithms = config.List(DistributedKeys.VerificationAlgorithms);
        if (algorithms.Count == 0)
        {
            throw new ConfigException(DistributedKeys.VerificationAlgorithms, algorithms, "At least one signature verification algorithm must be provided");
        }

        var signature = config.RequiredText(DistributedKeys.SignatureAlgorithm);
        return algorithms.Contains(signature)
            ? config
            : throw new ConfigException(
                DistributedKeys.SignatureAlgorithm, signature, $"Signature algorithm must be present in {DistributedKeys.VerificationAlgorithms} list");
    }

    /// <summary>Settings with which an internal topic is created: the keys <c>kind.storage.*</c> that are not the worker's own.</summary>
    /// <param name="kind"><c>config</c>, <c>offset</c> or <c>status</c>.</param>
    public IReadOnlyDictionary<string, string?> TopicSettings(string kind)
    {
        if (!Topics.Contains(kind))
        {
            throw new ArgumentException($"There is no internal topic of kind '{kind}'.", nameof(kind));
        }

        return OriginalsWithPrefix(kind + ".storage.")
            .Where(e => e.Key is not ("topic" or "partitions" or "replication.factor" or "cleanup.policy"))
            .ToDictionary(StringComparer.Ordinal);
    }
}
