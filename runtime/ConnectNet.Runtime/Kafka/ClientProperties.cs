using System.Globalization;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Java's client properties in librdkafka's words. One table holds every Java key; a translation starts from the Java client's effective
/// defaults, because librdkafka's own would put keys on other partitions and hide records. Pure functions.
/// </summary>
internal static class ClientProperties
{
    /// <summary>Bytes of a producer's batch unless told otherwise.</summary>
    public const int BatchSize = 131_072;

    private const ClientKind All = ClientKind.Producer | ClientKind.Consumer | ClientKind.Admin;
    private const ClientKind P = ClientKind.Producer;
    private const ClientKind C = ClientKind.Consumer;

    /// <summary>What Java's clients do by default and librdkafka does not.</summary>
    private static readonly (ClientKind Kind, string Key, string Value)[] JavaDefaults =
    [
        (All, "socket.timeout.ms", "30000"),
        (All, "retry.backoff.max.ms", "1000"),
        (All, "metadata.max.age.ms", "300000"),
        (All, "connections.max.idle.ms", "540000"),
        (All, "metadata.recovery.strategy", "rebootstrap"),
        (P, "partitioner", "murmur2_random"),
        (P, "message.max.bytes", MessageSize("1048576")),
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

    /// <summary>Java keys with librdkafka's name for the same thing and what becomes of the value.</summary>
    private static readonly Dictionary<string, (ClientKind Kind, string Name, Func<string, string?>? Value)> Table = new()
    {
        ["bootstrap.servers"] = (All, "bootstrap.servers", static v => v.Replace(" ", "", StringComparison.Ordinal)),
        ["client.id"] = (All, "client.id", NotEmpty),
        ["client.rack"] = (C, "client.rack", null),
        ["client.dns.lookup"] = (All, "client.dns.lookup", null),
        ["connections.max.idle.ms"] = (All, "connections.max.idle.ms", static v => Within(v, 0, int.MaxValue)),
        ["enable.metrics.push"] = (P | C, "enable.metrics.push", null),
        ["metadata.max.age.ms"] = (All, "metadata.max.age.ms", static v => Within(v, 1, 86400000)),
        ["metadata.recovery.strategy"] = (All, "metadata.recovery.strategy", Lower),
        ["metadata.recovery.rebootstrap.trigger.ms"] =
            (All, "metadata.recovery.rebootstrap.trigger.ms", static v => Within(v, 0, int.MaxValue)),
        ["receive.buffer.bytes"] = (All, "socket.receive.buffer.bytes", static v => Within(v, 0, 100000000)),
        ["send.buffer.bytes"] = (All, "socket.send.buffer.bytes", static v => Within(v, 0, 100000000)),
        ["reconnect.backoff.ms"] = (All, "reconnect.backoff.ms", static v => Within(v, 0, 3600000)),
        ["reconnect.backoff.max.ms"] = (All, "reconnect.backoff.max.ms", static v => Within(v, 0, 3600000)),
        ["request.timeout.ms"] = (All, "socket.timeout.ms", static v => Within(v, 10, 300000)),
        ["retry.backoff.ms"] = (All, "retry.backoff.ms", static v => Within(v, 1, 300000)),
        ["retry.backoff.max.ms"] = (All, "retry.backoff.max.ms", static v => Within(v, 1, 300000)),
        ["socket.connection.setup.timeout.ms"] =
            (All, "socket.connection.setup.timeout.ms", static v => Within(v, 1000, int.MaxValue)),

        ["acks"] = (P, "acks", null),
        ["batch.size"] = (P, "batch.size", static v => Within(v, 1, int.MaxValue)),
        ["buffer.memory"] = (P, "queue.buffering.max.kbytes", Kilobytes),
        ["compression.type"] = (P, "compression.type", Lower),
        ["delivery.timeout.ms"] = (P, "delivery.timeout.ms", static v => Within(v, 0, int.MaxValue)),
        ["enable.idempotence"] = (P, "enable.idempotence", Lower),
        ["linger.ms"] = (P, "linger.ms", static v => Within(v, 0, 900000)),
        ["max.in.flight.requests.per.connection"] =
            (P, "max.in.flight.requests.per.connection", static v => Within(v, 1, 1000000)),
        ["max.request.size"] = (P, "message.max.bytes", MessageSize),
        ["retries"] = (P, "retries", static v => Within(v, 0, int.MaxValue)),
        ["transactional.id"] = (P, "transactional.id", NotEmpty),
        ["transaction.timeout.ms"] = (P, "transaction.timeout.ms", static v => Within(v, 1000, int.MaxValue)),

        ["allow.auto.create.topics"] = (C, "allow.auto.create.topics", Lower),
        ["auto.commit.interval.ms"] = (C, "auto.commit.interval.ms", static v => Within(v, 0, 86400000)),
        ["auto.offset.reset"] = (C, "auto.offset.reset", static v => v == "none" ? "error" : v),
        ["check.crcs"] = (C, "check.crcs", Lower),
        ["enable.auto.commit"] = (C, "enable.auto.commit", Lower),
        ["fetch.max.bytes"] = (C, "fetch.max.bytes", static v => Within(v, 0, 2147483135)),
        ["fetch.max.wait.ms"] = (C, "fetch.wait.max.ms", static v => Within(v, 0, 300000)),
        ["fetch.min.bytes"] = (C, "fetch.min.bytes", static v => Within(v, 1, 100000000)),
        ["group.id"] = (C, "group.id", NotEmpty),
        ["group.instance.id"] = (C, "group.instance.id", NotEmpty),
        ["group.protocol"] = (C, "group.protocol", Lower),
        ["group.remote.assignor"] = (C, "group.remote.assignor", NotEmpty),
        ["heartbeat.interval.ms"] = (C, "heartbeat.interval.ms", static v => Within(v, 1, 3600000)),
        ["isolation.level"] = (C, "isolation.level", Lower),
        ["max.partition.fetch.bytes"] = (C, "max.partition.fetch.bytes", static v => Within(v, 1, 1000000000)),
        ["max.poll.interval.ms"] = (C, "max.poll.interval.ms", static v => Within(v, 1, 86400000)),
        ["partition.assignment.strategy"] = (C, "partition.assignment.strategy", Assignors),
        ["session.timeout.ms"] = (C, "session.timeout.ms", static v => Within(v, 1, 3600000)),
    };

    /// <summary>Java keys that need no counterpart: our code does what they ask for, or nothing of them can be seen.</summary>
    private static readonly HashSet<string> Silent =
    [
        "key.serializer", "value.serializer", "key.deserializer", "value.deserializer", "max.poll.records", "max.block.ms",
        "default.api.timeout.ms", "metric.reporters", "metrics.num.samples", "metrics.recording.level", "metrics.sample.window.ms",
        "auto.include.jmx.reporter", "exclude.internal.topics", "partitioner.ignore.keys", "partitioner.adaptive.partitioning.enable",
        "partitioner.availability.timeout.ms", "socket.connection.setup.timeout.max.ms", "compression.gzip.level",
        "compression.lz4.level", "compression.zstd.level", "partitioner.class", "config.providers", "group.protocol.upgrade",
    ];

    /// <summary>Java keys that change what a client does and have no counterpart: named in the log when they are set.</summary>
    private static readonly HashSet<string> Unsupported =
    [
        "interceptor.classes", "security.providers", "transaction.two.phase.commit.enable", "share.acknowledgement.mode",
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

        ClientSecurity.Add(javaProperties, result, unsupported);
        if (kind == ClientKind.Producer)
        {
            FinishProducer(javaProperties, result, unsupported);
        }
        else if (kind == ClientKind.Consumer)
        {
            FinishConsumer(javaProperties, result);
        }

        return new ClientTranslation(result, unsupported);
    }

    private static void Add(ClientKind kind, string key, string value, Dictionary<string, string> result, List<string> unsupported)
    {
        if (Table.TryGetValue(key, out var entry))
        {
            if (entry.Kind.HasFlag(kind) && (entry.Value is null ? value : entry.Value(value)) is { } translated)
            {
                result[entry.Name] = translated;
            }
        }
        else if (Unsupported.Contains(key) && value.Length > 0)
        {
            unsupported.Add(key);
        }
        else if (!Silent.Contains(key) && !ClientSecurity.Owns(key) && IsNative(key))
        {
            result[key] = value;
        }
    }

    private static bool IsNative(string key) =>
        Array.Exists(NativePrefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    private static void FinishProducer(
        IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result, List<string> unsupported)
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
            if (partitioner.EndsWith(".RoundRobinPartitioner", StringComparison.Ordinal))
            {
                result["partitioner"] = "random";
            }
            else
            {
                unsupported.Add("partitioner.class");
            }
        }

        if (result.GetValueOrDefault("compression.type") is { } compression
            && java.GetValueOrDefault("compression." + compression + ".level") is { Length: > 0 } level)
        {
            result["compression.level"] = level;
        }

        // librdkafka wants records and requests to time out before their transaction; Java lets the transaction end them.
        if (result.ContainsKey("transactional.id"))
        {
            var transaction = long.Parse(result.GetValueOrDefault("transaction.timeout.ms", "60000"), CultureInfo.InvariantCulture);
            Limit(result, "delivery.timeout.ms", transaction);
            Limit(result, "socket.timeout.ms", transaction - 100);
        }
    }

    private static void Limit(Dictionary<string, string> result, string key, long most) => result[key] =
        Math.Min(long.Parse(result[key], CultureInfo.InvariantCulture), most).ToString(CultureInfo.InvariantCulture);

    private static void FinishConsumer(IReadOnlyDictionary<string, string?> java, Dictionary<string, string> result)
    {
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
            && poll < session
            && !java.ContainsKey("session.timeout.ms"))
        {
            result["session.timeout.ms"] = poll.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string? NotEmpty(string value) => value.Length == 0 ? null : value;

    private static string Lower(string value) => value.ToLowerInvariant();

    private static string Kilobytes(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var bytes)
            ? Math.Clamp(bytes / 1024, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture)
            : value;

    private static string MessageSize(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var bytes)
            ? Math.Clamp(RecordLimits.Native(bytes), 1000, 1000000000).ToString(CultureInfo.InvariantCulture)
            : value;

    // A value outside librdkafka's range is cut to it; what is no number is left for librdkafka to name.
    private static string Within(string value, long minimum, long maximum) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, minimum, maximum).ToString(CultureInfo.InvariantCulture)
            : value;

    // Java takes a list of classes that may mix eager and cooperative ones; the first known one is in effect.
    private static string? Assignors(string value)
    {
        foreach (var name in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (name[(name.LastIndexOf('.') + 1)..])
            {
                case "RangeAssignor" or "range":
                    return "range";
                case "RoundRobinAssignor" or "roundrobin":
                    return "roundrobin";
                case "CooperativeStickyAssignor" or "cooperative-sticky":
                    return "cooperative-sticky";
                case "StickyAssignor" or "sticky":
                    return "range";
            }
        }

        return null;
    }
}
