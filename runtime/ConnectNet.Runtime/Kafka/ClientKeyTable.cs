using System.Globalization;
using ConnectNet.Runtime.Kafka.Group;
using ConnectNet.Sdk.Errors;
using static ConnectNet.Runtime.Kafka.ClientKeyUse;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Every property of Java's producer, consumer and admin client, with what becomes of it here. The translation works by this table and the
/// table in <c>runtime/docs/client-keys.md</c> is printed from it. Immutable.
/// </summary>
internal static class ClientKeyTable
{
    private const ClientKind All = ClientKind.Producer | ClientKind.Consumer | ClientKind.Admin;
    private const ClientKind P = ClientKind.Producer;
    private const ClientKind C = ClientKind.Consumer;
    private const ClientKind A = ClientKind.Admin;
    private const string Cut = "cut to librdkafka's range";

    /// <summary>The table, by topic.</summary>
    public static IReadOnlyList<ClientKey> Rows { get; } =
    [
        new(All, "bootstrap.servers", Translated, "bootstrap.servers", Value: static v => string.Join(",", BootstrapServers.Parse(v))),
        new(A, "bootstrap.controllers", Unmatched, Note: "brokers are asked"),
        new(All, "client.id", Translated, "client.id", Value: NotEmpty),
        new(C, "client.rack", Translated, "client.rack"),
        new(All, "client.dns.lookup", Translated, "client.dns.lookup"),
        new(All, "connections.max.idle.ms", Translated, "connections.max.idle.ms", Cut, static v => Within(v, 0, int.MaxValue)),
        new(All, "default.api.timeout.ms", Own, Note: "requests have limits of their own"),
        new(All, "enable.metrics.push", Translated, "enable.metrics.push"),
        new(All, "metadata.max.age.ms", Translated, "topic.metadata.refresh.interval.ms", "at least 100; how soon new topics and partitions are seen", static v => Within(v, 100, 3_600_000)),
        new(P, "metadata.max.idle.ms", Own, Note: "librdkafka forgets unused topics by itself"),
        new(All, "metadata.recovery.strategy", Translated, "metadata.recovery.strategy", Value: Lower),
        new(All, "metadata.recovery.rebootstrap.trigger.ms", Translated, "metadata.recovery.rebootstrap.trigger.ms", Cut, static v => Within(v, 0, int.MaxValue)),
        new(All, "receive.buffer.bytes", Translated, "socket.receive.buffer.bytes", "-1 becomes 0, the system's size", static v => Within(v, 0, 100_000_000)),
        new(All, "send.buffer.bytes", Translated, "socket.send.buffer.bytes", "-1 becomes 0, the system's size", static v => Within(v, 0, 100_000_000)),
        new(All, "reconnect.backoff.ms", Translated, "reconnect.backoff.ms", Cut, static v => Within(v, 0, 3_600_000)),
        new(All, "reconnect.backoff.max.ms", Translated, "reconnect.backoff.max.ms", Cut, static v => Within(v, 0, 3_600_000)),
        new(All, "request.timeout.ms", Translated, "socket.timeout.ms", Cut, static v => Within(v, 10, 300_000)),
        new(All, "retry.backoff.ms", Translated, "retry.backoff.ms", Cut, static v => Within(v, 1, 300_000)),
        new(All, "retry.backoff.max.ms", Translated, "retry.backoff.max.ms", Cut, static v => Within(v, 1, 300_000)),
        new(All, "socket.connection.setup.timeout.ms", Translated, "socket.connection.setup.timeout.ms", "at least 1000", static v => Within(v, 1000, int.MaxValue)),
        new(All, "socket.connection.setup.timeout.max.ms", Own, Note: "obeyed by the group's client; librdkafka has one limit for all attempts"),

        new(P, "acks", Translated, "acks"),
        new(P, "batch.size", Translated, "batch.size", "at least 1", static v => Within(v, 1, int.MaxValue)),
        new(P, "buffer.memory", Translated, "queue.buffering.max.kbytes", "in kilobytes", Kilobytes),
        new(P, "compression.type", Translated, "compression.type", Value: Lower),
        new(P, "compression.gzip.level", Composed, "compression.level", "where gzip is the type"),
        new(P, "compression.lz4.level", Composed, "compression.level", "where lz4 is the type"),
        new(P, "compression.zstd.level", Composed, "compression.level", "where zstd is the type"),
        new(P, "delivery.timeout.ms", Translated, "delivery.timeout.ms", "no longer than a transaction", static v => Within(v, 0, int.MaxValue)),
        new(P, "enable.idempotence", Translated, "enable.idempotence", "off where acks, retries or max.in.flight contradict and it is not set", Lower),
        new(P, "linger.ms", Translated, "linger.ms", Cut, static v => Within(v, 0, 900_000)),
        new(P, "max.block.ms", Own, Note: "a task waits until the producer has room, or it is stopped"),
        new(P, "max.in.flight.requests.per.connection", Translated, "max.in.flight.requests.per.connection", Cut, static v => Within(v, 1, 1_000_000)),
        new(P, "max.request.size", Translated, "message.max.bytes", "so that both refuse the same records", MessageSize),
        new(P, "partitioner.class", Composed, "partitioner", "RoundRobinPartitioner is random; another class is refused"),
        new(P, "partitioner.ignore.keys", Composed, "partitioner", "true is random"),
        new(P, "partitioner.adaptive.partitioning.enable", Own, Note: "records without key stick to a partition for a batch"),
        new(P, "partitioner.availability.timeout.ms", Own, Note: "as above"),
        new(P | A, "retries", Translated, "retries", Cut, static v => Within(v, 0, int.MaxValue)),
        new(P, "transaction.timeout.ms", Translated, "transaction.timeout.ms", "at least 1000", static v => Within(v, 1000, int.MaxValue)),
        new(P, "transaction.two.phase.commit.enable", Unmatched),
        new(P, "transactional.id", Translated, "transactional.id", Value: NotEmpty),
        new(P, "key.serializer", Own, Note: "clients of the worker carry bytes"),
        new(P, "value.serializer", Own, Note: "clients of the worker carry bytes"),

        new(C, "allow.auto.create.topics", Translated, "allow.auto.create.topics", Value: Lower),
        new(C, "auto.commit.interval.ms", Translated, "auto.commit.interval.ms", Cut, static v => Within(v, 0, 86_400_000)),
        new(C, "auto.offset.reset", Translated, "auto.offset.reset", "none is error; by_duration is found by the worker where reading begins, and is earliest for an offset that is lost while reading", static v => OffsetReset.TryParse(v)?.Native ?? v),
        new(C, "check.crcs", Translated, "check.crcs", Value: Lower),
        new(C, "enable.auto.commit", Translated, "enable.auto.commit", Value: Lower),
        new(C, "exclude.internal.topics", Own, Note: "patterns never match internal topics"),
        new(C, "fetch.max.bytes", Translated, "fetch.max.bytes", Cut, static v => Within(v, 1000, 2_147_483_135)),
        new(C, "fetch.max.wait.ms", Translated, "fetch.wait.max.ms", Cut, static v => Within(v, 0, 300_000)),
        new(C, "fetch.min.bytes", Translated, "fetch.min.bytes", Cut, static v => Within(v, 1, 100_000_000)),
        new(C, "group.id", Translated, "group.id", Value: NotEmpty),
        new(C, "group.instance.id", Translated, "group.instance.id", Value: NotEmpty),
        new(C, "group.protocol", Translated, "group.protocol", "consumer leaves out what only the classic protocol knows", Lower),
        new(C, "group.remote.assignor", Translated, "group.remote.assignor", Value: NotEmpty),
        new(C, "heartbeat.interval.ms", Translated, "heartbeat.interval.ms", Cut, static v => Within(v, 1, 3_600_000)),
        new(C, "isolation.level", Translated, "isolation.level", Value: Lower),
        new(C, "max.partition.fetch.bytes", Translated, "max.partition.fetch.bytes", Cut, static v => Within(v, 1, 1_000_000_000)),
        new(C, "max.poll.interval.ms", Translated, "max.poll.interval.ms", Cut, static v => Within(v, 1, 86_400_000)),
        new(C, "max.poll.records", Own, Note: "a sink task puts no more at a time"),
        new(C, "partition.assignment.strategy", Translated, "partition.assignment.strategy", "the first of the list; StickyAssignor is range; others are refused", Assignors),
        new(C, "session.timeout.ms", Translated, "session.timeout.ms", "no longer than max.poll.interval.ms", static v => Within(v, 1, 3_600_000)),
        new(C, "share.acknowledgement.mode", Unmatched, Note: "for share groups"),
        new(C, "share.acquire.mode", Unmatched, Note: "for share groups"),
        new(C, "internal.throw.on.fetch.stable.offset.unsupported", Own, Note: "for Kafka's own tests"),
        new(C, "key.deserializer", Own, Note: "clients of the worker carry bytes"),
        new(C, "value.deserializer", Own, Note: "clients of the worker carry bytes"),

        new(P | C, "interceptor.classes", Unmatched, Note: "Java classes"),
        new(All, "metric.reporters", Own, Note: "metrics are scraped from /metrics"),
        new(All, "metrics.num.samples", Own, Note: "the worker's key counts"),
        new(All, "metrics.recording.level", Own, Note: "all metrics are of level INFO"),
        new(All, "metrics.sample.window.ms", Own, Note: "the worker's key counts"),
        new(All, "config.providers", Own, Note: "the worker's providers count"),

        new(All, "security.protocol", Composed, "security.protocol"),
        new(All, "security.providers", Unmatched, Note: "Java classes"),
        new(All, "ssl.truststore.location", Composed, "ssl.ca.pem", "JKS, PKCS12 or PEM, known by content"),
        new(All, "ssl.truststore.password", Composed, "ssl.ca.pem"),
        new(All, "ssl.truststore.certificates", Composed, "ssl.ca.pem"),
        new(All, "ssl.truststore.type", Own, Note: "the content decides"),
        new(All, "ssl.keystore.location", Composed, "ssl.certificate.pem, ssl.key.pem", "JKS, PKCS12 or PEM, known by content"),
        new(All, "ssl.keystore.password", Composed, "ssl.certificate.pem, ssl.key.pem"),
        new(All, "ssl.keystore.certificate.chain", Composed, "ssl.certificate.pem"),
        new(All, "ssl.keystore.key", Composed, "ssl.key.pem"),
        new(All, "ssl.keystore.type", Own, Note: "the content decides"),
        new(All, "ssl.key.password", Composed, "ssl.key.pem"),
        new(All, "ssl.endpoint.identification.algorithm", Composed, "ssl.endpoint.identification.algorithm", "empty is none"),
        new(All, "ssl.cipher.suites", Composed, "ssl.cipher.suites", "separated by colons"),
        new(All, "ssl.enabled.protocols", Unmatched, Note: "obeyed by REST and the group's client; librdkafka takes the highest version that the broker knows"),
        new(All, "ssl.protocol", Unmatched, Note: "the highest version that both sides know is taken"),
        new(All, "ssl.provider", Unmatched, Note: "a Java class"),
        new(All, "ssl.keymanager.algorithm", Unmatched, Note: "a Java class"),
        new(All, "ssl.trustmanager.algorithm", Unmatched, Note: "a Java class"),
        new(All, "ssl.secure.random.implementation", Unmatched, Note: "a Java class"),
        new(All, "ssl.engine.factory.class", Refused, Note: "any class but Kafka's own"),

        new(All, "sasl.mechanism", Composed, "sasl.mechanisms", "GSSAPI, OAUTHBEARER, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512; others are refused"),
        new(All, "sasl.jaas.config", Composed, "sasl.username, sasl.password, sasl.kerberos.principal, sasl.oauthbearer.*", "keys and ticket caches of Kerberos are read by the worker"),
        new(All, "sasl.client.callback.handler.class", Refused, Note: "any class but Kafka's own"),
        new(All, "sasl.login.callback.handler.class", Refused, Note: "any class but Kafka's own"),
        new(All, "sasl.login.class", Refused, Note: "any class but Kafka's own"),
        new(All, "sasl.kerberos.service.name", Composed, "sasl.kerberos.service.name"),
        new(All, "sasl.kerberos.min.time.before.relogin", Own, Note: "tickets are renewed when one is wanted and most of its life is over"),
        new(All, "sasl.kerberos.kinit.cmd", Own, Note: "renews the tickets of a ticket cache"),
        new(All, "sasl.kerberos.ticket.renew.jitter", Unmatched, Note: "clients share their tickets, which are renewed once"),
        new(All, "sasl.kerberos.ticket.renew.window.factor", Own, Note: "obeyed by the worker, which gets the tickets of all its clients"),
        .. Nobody("sasl.login.refresh.", "tokens are renewed after 80 % of their life", "buffer.seconds", "min.period.seconds", "window.factor", "window.jitter"),
        .. Nobody("sasl.login.", "calls of the token endpoint have limits of their own", "connect.timeout.ms", "read.timeout.ms", "retry.backoff.ms", "retry.backoff.max.ms"),
        new(All, "sasl.oauthbearer.token.endpoint.url", Composed, "sasl.oauthbearer.token.endpoint.url"),
        new(All, "sasl.oauthbearer.scope", Composed, "sasl.oauthbearer.scope"),
        new(All, "sasl.oauthbearer.client.credentials.client.id", Composed, "sasl.oauthbearer.client.id"),
        new(All, "sasl.oauthbearer.client.credentials.client.secret", Composed, "sasl.oauthbearer.client.secret"),
        new(All, "sasl.oauthbearer.jwt.retriever.class", Refused, Note: "any class but Kafka's for client credentials"),
        new(All, "sasl.oauthbearer.jwt.validator.class", Refused, Note: "any class but Kafka's own"),
        new(All, "sasl.oauthbearer.header.urlencode", Unmatched),
        .. Nobody(
            "sasl.oauthbearer.assertion.", "client credentials are the one grant", "algorithm", "claim.aud", "claim.exp.seconds", "claim.iss", "claim.jti.include",
            "claim.nbf.seconds", "claim.sub", "file", "private.key.file", "private.key.passphrase", "template.file"),
        .. Broker("clock.skew.seconds", "expected.audience", "expected.issuer", "jwks.endpoint.refresh.ms", "jwks.endpoint.retry.backoff.max.ms",
            "jwks.endpoint.retry.backoff.ms", "jwks.endpoint.url", "scope.claim.name", "sub.claim.name"),
    ];

    private static readonly Dictionary<string, ClientKey> ByName = Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);

    /// <summary>The row of a Java key, or null.</summary>
    public static ClientKey? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary><c>max.request.size</c> as librdkafka's limit.</summary>
    public static string MessageSize(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var bytes)
            ? Math.Clamp(RecordLimits.Native(bytes), 1000, 1_000_000_000).ToString(CultureInfo.InvariantCulture)
            : value;

    private static IEnumerable<ClientKey> Nobody(string prefix, string note, params string[] names) =>
        names.Select(name => new ClientKey(All, prefix + name, Unmatched, Note: note));

    private static IEnumerable<ClientKey> Broker(params string[] names) =>
        names.Select(name => new ClientKey(All, "sasl.oauthbearer." + name, Own, Note: "brokers check tokens"));

    private static string? NotEmpty(string value) => value.Length == 0 ? null : value;

    private static string Lower(string value) => value.ToLowerInvariant();

    private static string Kilobytes(string value) =>
        long.TryParse(value, CultureInfo.InvariantCulture, out var bytes)
            ? Math.Clamp(bytes / 1024, 1, int.MaxValue).ToString(CultureInfo.InvariantCulture)
            : value;

    // A value outside librdkafka's range is cut to it; what is no number is left for librdkafka to name.
    private static string Within(string value, long minimum, long maximum) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, minimum, maximum).ToString(CultureInfo.InvariantCulture)
            : value;

    // Java takes a list of classes that may mix eager and cooperative ones; the first one is in effect.
    private static string? Assignors(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Assignor).ToList().FirstOrDefault();

    private static string Assignor(string name) => name[(name.LastIndexOf('.') + 1)..] switch
    {
        "RangeAssignor" or "range" or "StickyAssignor" or "sticky" => "range",
        "RoundRobinAssignor" or "roundrobin" => "roundrobin",
        "CooperativeStickyAssignor" or "cooperative-sticky" => "cooperative-sticky",
        _ => throw new KafkaException(name + " ClassNotFoundException exception occurred"),
    };
}
