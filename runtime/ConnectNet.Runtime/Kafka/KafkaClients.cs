using System.Collections.Concurrent;
using Confluent.Kafka;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Runtime.Kafka.Kerberos;
using ConnectNet.Runtime.Kafka.Native;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// The one place that makes Kafka clients: from a Java client's properties, with a Java client's effective defaults. The clients log
/// through our loggers under <c>org.apache.kafka.clients.*</c> and belong to the caller, who disposes them. Thread-safe.
/// </summary>
/// <param name="loggers">Where clients log.</param>
/// <param name="statistics">Takes librdkafka's statistics (client id, JSON) every 10 seconds, also under the id of an admin client that shares the client's
/// connections; null asks for none.</param>
/// <param name="named">Keys without counterpart that the operator has been told of.</param>
internal sealed partial class KafkaClients(
    ILoggerFactory loggers, Action<string, string>? statistics = null, IEnumerable<string>? named = null)
{
    /// <summary>What librdkafka says, with <c>debug=security</c>, on the thread that begins a conversation, just before it.</summary>
    private const string Conversation = "Initializing SASL client";

    /// <summary>Client ids of admin clients on another's connections, and that one's; of several the first.</summary>
    private readonly ConcurrentDictionary<string, string> _sharing = new();

    private readonly ConcurrentDictionary<string, bool> _named = new((named ?? []).Select(static key => KeyValuePair.Create(key, true)));

    /// <summary>Makes a producer.</summary>
    /// <param name="javaProperties">Java's keys: <c>bootstrap.servers</c>, <c>acks</c>, <c>security.protocol</c> …</param>
    /// <param name="failed">Told of errors of the whole client; fatal ones end it.</param>
    public IProducer<byte[]?, byte[]?> CreateProducer(
        IReadOnlyDictionary<string, string?> javaProperties, Action<Error>? failed = null)
    {
        var log = loggers.CreateLogger("org.apache.kafka.clients.producer.KafkaProducer");
        var outages = new OutageLog(log);
        return Make(ClientKind.Producer, javaProperties, log, joinsGroup: false, (config, login) =>
        {
            var builder = new ProducerBuilder<byte[]?, byte[]?>(config)
                .SetKeySerializer(Serializers.ByteArray!)
                .SetValueSerializer(Serializers.ByteArray!)
                .SetLogHandler((_, message) => Write(log, message, login, outages))
                .SetErrorHandler((_, error) => Report(log, error, failed));
            if (statistics is not null)
            {
                builder.SetStatisticsHandler((client, json) => Tell(client.Name, json, outages));
            }

            return builder.Build();
        });
    }

    /// <summary>Makes a consumer.</summary>
    /// <param name="javaProperties">Java's keys; a consumer without <c>group.id</c> can only be assigned partitions.</param>
    /// <param name="callbacks">Rebalance callbacks, or null for a consumer that is assigned its partitions.</param>
    /// <param name="failed">Told of errors of the whole client.</param>
    public IConsumer<byte[]?, byte[]?> CreateConsumer(
        IReadOnlyDictionary<string, string?> javaProperties, ConsumerCallbacks? callbacks = null, Action<Error>? failed = null)
    {
        var log = loggers.CreateLogger("org.apache.kafka.clients.consumer.KafkaConsumer");
        var outages = new OutageLog(log);
        return Make(ClientKind.Consumer, javaProperties, log, joinsGroup: callbacks is not null, (config, login) =>
        {
            config.TryAdd("group.id", "connectnet-without-group");
            var builder = new ConsumerBuilder<byte[]?, byte[]?>(config)
                .SetKeyDeserializer(Deserializers.ByteArray!)
                .SetValueDeserializer(Deserializers.ByteArray!)
                .SetLogHandler((_, message) => Write(log, message, login, outages))
                .SetErrorHandler((_, error) => Report(log, error, failed));
            if (callbacks is not null)
            {
                builder
                    .SetPartitionsAssignedHandler((consumer, partitions) => callbacks.Assigned(consumer, partitions))
                    .SetPartitionsRevokedHandler((consumer, positions) => callbacks.Revoked(consumer, positions))
                    .SetPartitionsLostHandler((consumer, positions) => callbacks.Lost(consumer, positions));
                if (callbacks.Committed is { } committed)
                {
                    builder.SetOffsetsCommittedHandler((_, offsets) => committed(offsets));
                }
            }

            if (statistics is not null)
            {
                builder.SetStatisticsHandler((client, json) => Tell(client.Name, json, outages));
            }

            return builder.Build();
        });
    }

    /// <summary>Makes an admin client with threads of its own.</summary>
    public IAdminClient CreateAdmin(IReadOnlyDictionary<string, string?> javaProperties)
    {
        var log = loggers.CreateLogger("org.apache.kafka.clients.admin.KafkaAdminClient");
        var outages = new OutageLog(log);
        return Make(ClientKind.Admin, javaProperties, log, joinsGroup: false, (config, login) =>
        {
            var builder = new AdminClientBuilder(config)
                .SetLogHandler((_, message) => Write(log, message, login, outages))
                .SetErrorHandler((_, error) => Report(log, error, null));
            if (statistics is not null)
            {
                builder.SetStatisticsHandler((client, json) => Tell(client.Name, json, outages));
            }

            return builder.Build();
        });
    }

    /// <summary>Makes a topic admin, with threads of its own or on another client's.</summary>
    /// <param name="javaProperties">Java's keys.</param>
    /// <param name="owner">A client of the same brokers to share threads and connections with; it must outlive the admin.</param>
    public TopicAdmin CreateTopicAdmin(IReadOnlyDictionary<string, string?> javaProperties, IClient? owner = null)
    {
        var admin = owner is null ? CreateAdmin(javaProperties) : new DependentAdminClientBuilder(owner.Handle).Build();
        if (owner is not null && javaProperties.GetValueOrDefault("client.id") is { } clientId)
        {
            _sharing.TryAdd(clientId, ClientId(owner.Name));
        }

        var brokers = Brokers(javaProperties);
        return new TopicAdmin(
            admin,
            brokers.OffersAsync,
            javaProperties.GetValueOrDefault("bootstrap.servers") ?? "<unknown>",
            loggers.CreateLogger("org.apache.kafka.connect.util.TopicAdmin"));
    }

    /// <summary>The Kafka cluster's id; null where the brokers do not tell. Asks again while no broker can be reached, within <c>default.api.timeout.ms</c>.</summary>
    /// <exception cref="ConnectException">The brokers cannot be asked; Java's text.</exception>
    public async Task<string?> ClusterIdAsync(IReadOnlyDictionary<string, string?> javaProperties, TimeProvider time, CancellationToken cancellationToken)
    {
        await Task.Run(() => LogIn(javaProperties), cancellationToken).ConfigureAwait(false);
        var lookup = new ClusterLookup(Settings(javaProperties), loggers.CreateLogger<KafkaClients>(), time);
        return await lookup.FindAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Shuts out the producers of transactional ids, which librdkafka's admin client cannot.</summary>
    public static Task FenceProducersAsync(
        IReadOnlyDictionary<string, string?> javaProperties, IEnumerable<string> transactionalIds, TimeSpan timeout, CancellationToken cancellationToken) =>
        new ProducerFencing(Brokers(javaProperties), TimeProvider.System).FenceAsync(transactionalIds, timeout, cancellationToken);

    private static BrokerPool Brokers(IReadOnlyDictionary<string, string?> javaProperties) => new(Settings(javaProperties), TimeProvider.System);

    private static BrokerSettings Settings(IReadOnlyDictionary<string, string?> javaProperties) =>
        new(javaProperties, javaProperties.GetValueOrDefault("client.id") ?? "connectnet");

    // An admin client without connections of its own is known by those that it uses.
    private void Tell(string name, string json, OutageLog outages)
    {
        outages.Observe(json);
        var clientId = ClientId(name);
        statistics!(clientId, json);
        foreach (var (admin, owner) in _sharing)
        {
            if (owner == clientId && admin != clientId)
            {
                statistics(admin, json);
            }
        }
    }

    // As in Java a wrong value of one key is an error of its own; whatever else keeps a client from being made is the cause of one that names the client.
    private T Make<T>(
        ClientKind kind,
        IReadOnlyDictionary<string, string?> javaProperties,
        ILogger log,
        bool joinsGroup,
        Func<Dictionary<string, string>, KerberosLogin?, T> build)
    {
        var values = ClientValues.Parse(kind, javaProperties);
        try
        {
            ClientValues.CheckMaking(kind, values, joinsGroup);
            BootstrapServers.RequireResolvable(
                BootstrapServers.Parse(values.Originals.GetValueOrDefault("bootstrap.servers")),
                values.Text("client.dns.lookup") == BootstrapServers.ResolveCanonical,
                (server, reason) => LogUnresolved(log, server, reason));
            var login = LogIn(javaProperties, log);
            return build(Translate(kind, javaProperties, log), login);
        }
        catch (Exception e)
        {
            throw new Sdk.Errors.KafkaException(
                kind == ClientKind.Admin ? "Failed to create new KafkaAdminClient" : "Failed to construct kafka " + kind.ToString().ToLowerInvariant(), e);
        }
    }

    // Confluent's name of a client is its id and "#producer-1".
    private static string ClientId(string name)
    {
        var end = name.LastIndexOf('#');
        return end < 0 ? name : name[..end];
    }

    private static void Report(ILogger log, Error error, Action<Error>? failed)
    {
        if (error.IsFatal)
        {
            LogFatal(log, error.Code, error.Reason);
        }

        failed?.Invoke(error);
    }

    // As in Java, a client that cannot log in is not made.
    private static KerberosLogin? LogIn(IReadOnlyDictionary<string, string?> javaProperties, ILogger? log = null)
    {
        if (ClientSecurity.Login(javaProperties) is not var (login, service))
        {
            return null;
        }

        ClientLibrary.RequireKerberos();
        login.Check(service, BootstrapServers.Parse(javaProperties.GetValueOrDefault("bootstrap.servers")).Select(static endpoint => endpoint.Host));
        if (log is not null)
        {
            login.KeepRenewed(log);
        }

        return login;
    }

    private static void Write(ILogger log, LogMessage message, KerberosLogin? login, OutageLog outages)
    {
        if (login is not null && message.Facility == "SASL" && message.Message.Contains(Conversation, StringComparison.Ordinal))
        {
            Enter(login, log, message.Name);
        }

        var level = message.Level switch
        {
            SyslogLevel.Emergency or SyslogLevel.Alert or SyslogLevel.Critical or SyslogLevel.Error => LogLevel.Error,
            SyslogLevel.Warning => LogLevel.Warning,
            // Java's clients are silent where librdkafka tells of connections that come and go.
            _ => LogLevel.Debug,
        };
        level = outages.Takes(message) ? LogLevel.Debug : level;
        LogClient(log, level, message.Name, message.Message);
    }

    // Cyrus SASL takes the tickets of the thread that it is called on, which is the one that writes this line first.
    private static void Enter(KerberosLogin login, ILogger log, string client)
    {
        try
        {
            login.EnterThread();
        }
        catch (KerberosException e)
        {
            if (login.IsNews(e.Message))
            {
                LogClient(log, LogLevel.Warning, client, e.Message);
            }
        }
    }

    private Dictionary<string, string> Translate(ClientKind kind, IReadOnlyDictionary<string, string?> javaProperties, ILogger log)
    {
        var translation = ClientProperties.Translate(kind, javaProperties);
        var unnamed = translation.Unsupported.Where(key => _named.TryAdd(key, true)).ToList();
        if (unnamed.Count > 0)
        {
            LogUnsupported(log, string.Join(", ", unnamed));
        }

        var config = new Dictionary<string, string>(translation.Properties);
        if (statistics is not null)
        {
            config.TryAdd("statistics.interval.ms", "10000");
        }

        return config;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Couldn't resolve server {Server} from bootstrap.servers: {Reason}")]
    private static partial void LogUnresolved(ILogger log, BrokerEndpoint server, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Client failed for good: {Code} {Reason}")]
    private static partial void LogFatal(ILogger log, ErrorCode code, string reason);

    [LoggerMessage(Message = "[{Client}] {Text}")]
    private static partial void LogClient(ILogger log, LogLevel level, string client, string text);

    [LoggerMessage(Level = LogLevel.Warning, Message = "These client settings have no counterpart here and are ignored: {Keys}")]
    private static partial void LogUnsupported(ILogger log, string keys);
}
