using System.Globalization;
using ConnectNet.Sdk.Errors;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Java's client properties in librdkafka's words, by <see cref="ClientKeyTable"/>. A translation starts from the Java client's effective
/// defaults, because librdkafka's own would put keys on other partitions and hide records. Pure functions.
/// </summary>
internal static class ClientProperties
{
    /// <summary>Bytes of a producer's batch unless told otherwise.</summary>
    public const int BatchSize = 131_072;

    /// <summary>librdkafka's default of <c>message.max.bytes</c>.</summary>
    private const string NativeMessageSize = "1000000";

    private const string MetadataRefresh = "topic.metadata.refresh.interval.ms";

    private const ClientKind All = ClientKind.Producer | ClientKind.Consumer | ClientKind.Admin;
    private const ClientKind P = ClientKind.Producer;
    private const ClientKind C = ClientKind.Consumer;

    /// <summary>What Java's clients do by default and librdkafka does not.</summary>
    private static readonly (ClientKind Kind, string Key, string Value)[] JavaDefaults =
    [
        (All, "socket.timeout.ms", "30000"),
        (All, "retry.backoff.max.ms", "1000"),
        (All, "reconnect.backoff.ms", "50"),
        (All, "reconnect.backoff.max.ms", "1000"),
        (All, MetadataRefresh, "300000"),
        (All, "connections.max.idle.ms", "540000"),
        (All, "metadata.recovery.strategy", "rebootstrap"),
        (P, "partitioner", "murmur2_random"),
        (P, "message.max.bytes", ClientKeyTable.MessageSize("1048576")),
        (P, "enable.idempotence", "true"),
        (P, "max.in.flight.requests.per.connection", "5"),
        (P, "delivery.timeout.ms", "120000"),
        (P, "queue.buffering.max.kbytes", "32768"),
        (P, "queue.buffering.max.messages", "10000000"),
        (C, "isolation.level", "read_uncommitted"),
        (C, "allow.auto.create.topics", "true"),
        (C, "check.crcs", "true"),
        (C, "partition.assignment.strategy", "range"),
        (C, "session.timeout.ms", "45000"),
        (C, "auto.offset.reset", "latest"),
    ];

    /// <summary>
    /// Ours: bounded memory, a fetcher that does not sleep, no fields that nobody reads, and batches large enough that a producer with one
    /// request on its way, as Connect's have, does not wait for the broker most of the time.
    /// </summary>
    private static readonly (ClientKind Kind, string Key, string Value)[] OwnDefaults =
    [
        (All, "socket.nagle.disable", "true"),
        (All, "log.connection.close", "false"),
        (P, "batch.size", BatchSize.ToString(CultureInfo.InvariantCulture)),
        (P, "dotnet.producer.delivery.report.fields", "timestamp,status"),
        (C, "queued.max.messages.kbytes", "4096"),
        (C, "fetch.queue.backoff.ms", "10"),
    ];

    /// <summary>librdkafka's own keys pass through, for those who tune it.</summary>
    private static readonly string[] NativePrefixes =
    [
        "queued.", "queue.buffering.", "fetch.queue.", "fetch.error.", "fetch.wait.", "socket.", "broker.", "message.", "topic.metadata.",
        "statistics.interval.ms", "debug", "log.", "sticky.partitioning.", "partitioner", "enable.ssl.", "ssl.ca.", "ssl.crl.",
        "ssl.key.", "ssl.certificate.", "sasl.mechanisms", "sasl.username", "sasl.password", "https.ca.", "dotnet.",
        "enable.gapless.guarantee", "client.software.", "max.in.flight", "api.version.", "coordinator.query.interval.ms",
        "sasl.kerberos.principal", "sasl.kerberos.keytab", "sasl.oauthbearer.config", "sasl.oauthbearer.method",
        "sasl.oauthbearer.client.id", "sasl.oauthbearer.client.secret", "sasl.oauthbearer.extensions",
        "enable.sasl.oauthbearer.unsecure.jwt", "enable.partition.eof",
    ];

    /// <summary>Translates a client's properties.</summary>
    /// <param name="kind">Exactly one kind.</param>
    /// <param name="javaProperties">Java's keys; keys that no Java client knows are passed over, as Java does.</param>
    /// <exception cref="KafkaException">A Java class, or a way to authenticate, is asked for that is not to be had here.</exception>
    public static ClientTranslation Translate(ClientKind kind, IReadOnlyDictionary<string, string?> javaProperties)
    {
        var result = new Dictionary<string, string>();
        foreach (var (kinds, key, value) in JavaDefaults.Concat(OwnDefaults))
        {
            if (kinds.HasFlag(kind))
            {
                result[key] = value;
            }
        }

        var unsupported = new List<string>();
        foreach (var (key, raw) in javaProperties)
        {
            if (raw is null)
            {
                continue;
            }

            Add(kind, key, raw.Trim(), result, unsupported);
        }

        ClientSecurity.Add(javaProperties, result);
        FinishReconnects(javaProperties, result);
        FinishMetadata(result);
        if (kind == ClientKind.Producer)
        {
            FinishProducer(javaProperties, result);
        }
        else if (kind == ClientKind.Consumer)
        {
            FinishConsumer(javaProperties, result);
        }

        return new ClientTranslation(result, unsupported);
    }

    private static void Add(ClientKind kind, string key, string value, Dictionary<string, string> result, List<string> unsupported)
    {
        switch (ClientKeyTable.Find(key))
        {
            case null when IsNative(key):
                result[key] = value;
                break;
            case { Use: ClientKeyUse.Translated } row when row.Clients.HasFlag(kind) && (row.Value is null ? value : row.Value(value)) is { } translated:
                result[row.Native!] = translated;
                break;
            case { Use: ClientKeyUse.Unmatched } when value.Length > 0:
                unsupported.Add(key);
                break;
        }
    }

    private static bool IsNative(string key) =>
        Array.Exists(NativePrefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    // As in Java: who sets only the first pause always pauses as long, and none is longer than the longest.
    private static void FinishReconnects(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        if (java.ContainsKey("reconnect.backoff.ms") && !java.ContainsKey("reconnect.backoff.max.ms"))
        {
            result["reconnect.backoff.max.ms"] = result["reconnect.backoff.ms"];
        }
        else if (long.TryParse(result["reconnect.backoff.ms"], CultureInfo.InvariantCulture, out _)
            && long.TryParse(result["reconnect.backoff.max.ms"], CultureInfo.InvariantCulture, out var longest))
        {
            Limit(result, "reconnect.backoff.ms", longest);
        }
    }

    // What is known of a topic is forgotten only when it was asked for in vain several times, as librdkafka has it by default.
    private static void FinishMetadata(Dictionary<string, string> result)
    {
        if (long.TryParse(result[MetadataRefresh], CultureInfo.InvariantCulture, out var refresh) && refresh > 0)
        {
            result.TryAdd("metadata.max.age.ms", Math.Min(3 * refresh, 86_400_000).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void FinishProducer(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        // As in Java: a setting that contradicts the default of idempotence turns it off instead of being an error.
        var contradicted = result.GetValueOrDefault("acks", "all") is not ("all" or "-1")
            || result.GetValueOrDefault("retries") == "0"
            || int.Parse(result["max.in.flight.requests.per.connection"], CultureInfo.InvariantCulture) > 5;
        if (contradicted && !java.ContainsKey("enable.idempotence") && !result.ContainsKey("transactional.id"))
        {
            result["enable.idempotence"] = "false";
        }

        if (java.GetValueOrDefault("partitioner.class") is { Length: > 0 } partitioner)
        {
            // Records of a key would go elsewhere than they are looked for.
            result["partitioner"] = partitioner.Trim().EndsWith(".RoundRobinPartitioner", StringComparison.Ordinal)
                ? "random"
                : throw new ConfigException("partitioner.class", partitioner, $"Class {partitioner} could not be found.");
        }

        if (java.GetValueOrDefault("partitioner.ignore.keys")?.Trim().ToLowerInvariant() == "true")
        {
            result["partitioner"] = "random";
        }

        if (result.GetValueOrDefault("compression.type") is { } compression
            && java.GetValueOrDefault("compression." + compression + ".level") is { Length: > 0 } level)
        {
            result["compression.level"] = level;
        }

        // As in Java: a record has the time that it waits for its batch, and one request's time.
        if (!java.ContainsKey("delivery.timeout.ms"))
        {
            var least = Number(result, "linger.ms", 5) + Number(result, "socket.timeout.ms", 0);
            result["delivery.timeout.ms"] = Math.Max(least, Number(result, "delivery.timeout.ms", 0)).ToString(CultureInfo.InvariantCulture);
        }

        // librdkafka wants records and requests to time out before their transaction; Java lets the transaction end them.
        if (result.ContainsKey("transactional.id"))
        {
            var transaction = long.Parse(result.GetValueOrDefault("transaction.timeout.ms", "60000"), CultureInfo.InvariantCulture);
            Limit(result, "delivery.timeout.ms", transaction);
            Limit(result, "socket.timeout.ms", transaction - 100);
            if (result.ContainsKey("linger.ms"))
            {
                Limit(result, "linger.ms", transaction - 100);
            }
        }
    }

    private static long Number(Dictionary<string, string> result, string key, long absent) =>
        long.TryParse(result.GetValueOrDefault(key), CultureInfo.InvariantCulture, out var number) ? number : absent;

    private static void Limit(Dictionary<string, string> result, string key, long most) => result[key] =
        Math.Min(long.Parse(result[key], CultureInfo.InvariantCulture), most).ToString(CultureInfo.InvariantCulture);

    private static void FinishConsumer(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
        // librdkafka refuses fetches smaller than the largest record it would send, which a consumer never does.
        if (long.TryParse(result.GetValueOrDefault("fetch.max.bytes"), CultureInfo.InvariantCulture, out var fetch))
        {
            result.TryAdd("message.max.bytes", NativeMessageSize);
            Limit(result, "message.max.bytes", fetch);
        }

        // Never commit what the caller did not ask to commit.
        result.TryAdd("enable.auto.commit", "true");
        if (result.GetValueOrDefault("group.protocol") == "consumer")
        {
            result.Remove("session.timeout.ms");
            result.Remove("heartbeat.interval.ms");
            result.Remove("partition.assignment.strategy");
        }

        var wait = long.Parse(result.GetValueOrDefault("fetch.wait.max.ms", "500"), CultureInfo.InvariantCulture);
        var timeout = long.Parse(result["socket.timeout.ms"], CultureInfo.InvariantCulture);
        result["socket.timeout.ms"] = Math.Min(Math.Max(timeout, wait + 1000), 300000).ToString(CultureInfo.InvariantCulture);

        // librdkafka refuses a poll interval below the session time-out; Java does not compare them.
        if (long.TryParse(result.GetValueOrDefault("max.poll.interval.ms"), CultureInfo.InvariantCulture, out var poll)
            && long.TryParse(result.GetValueOrDefault("session.timeout.ms"), CultureInfo.InvariantCulture, out var session)
            && poll < session)
        {
            var (key, value) = java.ContainsKey("session.timeout.ms") ? ("max.poll.interval.ms", session) : ("session.timeout.ms", poll);
            result[key] = value.ToString(CultureInfo.InvariantCulture);
        }
    }
}
