using ConnectNet.Sdk;
using ConnectNet.Sdk.Configuration;
using ConnectNet.Sdk.Errors;
using KafkaException = ConnectNet.Sdk.Errors.KafkaException;

namespace ConnectNet.Runtime.Kafka;

/// <summary>
/// Which values Java's clients take, and their words for the others: a client here is refused where a Java client would be. Classes are not looked
/// for, they are Java's. Pure functions.
/// </summary>
internal static class ClientValues
{
    private static readonly Dictionary<string, ConfigValidator> Validators = new(
    [
        .. Each(
            ConfigValidator.AtLeast(0),
            "auto.commit.interval.ms", "batch.size", "buffer.memory", "default.api.timeout.ms", "delivery.timeout.ms", "fetch.max.bytes", "fetch.max.wait.ms",
            "fetch.min.bytes", "linger.ms", "max.block.ms", "max.partition.fetch.bytes", "max.request.size", "metadata.max.age.ms",
            "metadata.recovery.rebootstrap.trigger.ms", "metrics.sample.window.ms", "partitioner.availability.timeout.ms", "reconnect.backoff.max.ms",
            "reconnect.backoff.ms", "request.timeout.ms", "retries", "retry.backoff.max.ms", "retry.backoff.ms"),
        .. Each(
            ConfigValidator.AtLeast(1),
            "max.in.flight.requests.per.connection", "max.poll.interval.ms", "max.poll.records", "metrics.num.samples"),
        .. Each(ConfigValidator.AtLeast(-1), "receive.buffer.bytes", "send.buffer.bytes"),
        .. Each(ConfigValidator.AtLeast(5000), "metadata.max.idle.ms"),
        .. Each(ConfigValidator.Between(1, 17), "compression.lz4.level"),
        .. Each(ConfigValidator.Between(-131_072, 22), "compression.zstd.level"),
        .. Each(
            ConfigValidator.From(static value => value is int and (-1 or (>= 1 and <= 9)) ? null : "Value must be between 1 and 9 or equal to -1"),
            "compression.gzip.level"),
        .. Each(ConfigValidator.Between(0, 3600), "sasl.login.refresh.buffer.seconds", "sasl.oauthbearer.assertion.claim.nbf.seconds"),
        .. Each(ConfigValidator.Between(0, 900), "sasl.login.refresh.min.period.seconds"),
        .. Each(ConfigValidator.Between(0, 86_400), "sasl.oauthbearer.assertion.claim.exp.seconds"),
        .. Each(Fraction(0.5, 1), "sasl.login.refresh.window.factor"),
        .. Each(Fraction(0, 0.25), "sasl.login.refresh.window.jitter"),
        .. Each(ConfigValidator.OneOf("all", "-1", "0", "1"), "acks"),
        .. Each(ConfigValidator.OneOf("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only"), "client.dns.lookup"),
        .. Each(ConfigValidator.OneOf("none", "gzip", "snappy", "lz4", "zstd"), "compression.type"),
        .. Each(ConfigValidator.OneOf("read_committed", "read_uncommitted"), "isolation.level"),
        .. Each(ConfigValidator.OneOf("INFO", "DEBUG", "TRACE"), "metrics.recording.level"),
        .. Each(ConfigValidator.OneOfIgnoringCase("CONSUMER", "CLASSIC"), "group.protocol"),
        .. Each(ConfigValidator.OneOfIgnoringCase("REBOOTSTRAP", "NONE"), "metadata.recovery.strategy"),
        .. Each(ConfigValidator.OneOfIgnoringCase("SASL_SSL", "PLAINTEXT", "SSL", "SASL_PLAINTEXT"), "security.protocol"),
        .. Each(ConfigValidator.OneOfIgnoringCase("ES256", "RS256"), "sasl.oauthbearer.assertion.algorithm"),
        .. Each(ConfigValidator.NonEmptyText(), "group.instance.id", "transactional.id"),
        .. Each(
            ConfigValidator.UniqueList(allowEmpty: true),
            "config.providers", "interceptor.classes", "metric.reporters", "partition.assignment.strategy", "sasl.oauthbearer.expected.audience",
            "ssl.cipher.suites", "ssl.enabled.protocols"),
        Choice("auto.offset.reset", static text => OffsetReset.TryParse(text) is not null, "be either 'earliest', 'latest', 'none' or of the format 'by_duration:<PnDTnHnMn.nS.>'"),
        Choice("share.acknowledgement.mode", static text => text.ToLowerInvariant() is "implicit" or "explicit", "either be 'implicit' or 'explicit'"),
        Choice("share.acquire.mode", static text => text.ToLowerInvariant() is "batch_optimized" or "record_limit", "either be 'batch_optimized' or 'record_limit'"),
    ], StringComparer.Ordinal);

    private static readonly Dictionary<ClientKind, Lazy<ConfigDef>> Definitions =
        Enum.GetValues<ClientKind>().ToDictionary(static kind => kind, static kind => new Lazy<ConfigDef>(() => Define(kind)));

    /// <summary>Reads the keys of a client, and checks them one by one and against each other, before a client is made.</summary>
    /// <exception cref="KafkaException">Java's clients refuse a value; Java's text.</exception>
    public static ParsedConfig Parse(ClientKind kind, IReadOnlyDictionary<string, string?> properties)
    {
        var config = Definitions[kind].Value.Parse(properties);
        if (config.Text("security.protocol")!.StartsWith("SASL_", StringComparison.OrdinalIgnoreCase) && string.IsNullOrEmpty(config.Text("sasl.mechanism")))
        {
            throw new ConfigException(
                "sasl.mechanism", null, "When the security.protocol configuration enables SASL, mechanism must be non-null and non-empty string.");
        }

        switch (kind)
        {
            case ClientKind.Producer:
                CheckProducer(config);
                break;
            case ClientKind.Consumer:
                CheckConsumer(config);
                break;
        }

        return config;
    }

    /// <summary>What Java's clients check only while they are made, and report as the cause of an error that says so.</summary>
    /// <param name="kind">The kind of client.</param>
    /// <param name="config">Its keys.</param>
    /// <param name="joinsGroup">Whether a consumer takes part in a group; others send no heartbeats.</param>
    /// <exception cref="Exception">Java's clients refuse the values together; Java's text.</exception>
    public static void CheckMaking(ClientKind kind, ParsedConfig config, bool joinsGroup)
    {
        switch (kind)
        {
            case ClientKind.Producer when config.Originals.ContainsKey("delivery.timeout.ms")
                && config.Int("delivery.timeout.ms") < Math.Min(int.MaxValue, Math.Min(int.MaxValue, config.Long("linger.ms")) + config.Int("request.timeout.ms")):
                throw new ConfigException("delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms");
            case ClientKind.Consumer when joinsGroup:
                CheckGroup(config);
                break;
            case ClientKind.Admin:
                CheckAdmin(config);
                break;
        }
    }

    private static ConfigDef Define(ClientKind kind)
    {
        var definition = new ConfigDef();
        foreach (var key in ClientKeys.For(kind).Values.Where(static key => key.Type != ConfigType.Class))
        {
            definition.Define(key with { Validator = key.Name.StartsWith("bootstrap.", StringComparison.Ordinal)
                ? ConfigValidator.UniqueList(allowEmpty: kind == ClientKind.Admin)
                : Validators.GetValueOrDefault(key.Name) });
        }

        return definition;
    }

    private static void CheckProducer(ParsedConfig config)
    {
        var acks = config.Text("acks");
        var isChosen = config.Originals.ContainsKey("enable.idempotence");
        var isIdempotent = config.Boolean("enable.idempotence");
        if (isIdempotent)
        {
            if (config.Int("retries") == 0 && isChosen)
            {
                throw new ConfigException("Must set retries to non-zero when using the idempotent producer.");
            }

            if (acks is not ("all" or "-1") && isChosen)
            {
                throw new ConfigException("Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.");
            }

            if (config.Int("max.in.flight.requests.per.connection") is > 5 and var requests)
            {
                throw new ConfigException(
                    $"To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. Current value is {requests}.");
            }

            isIdempotent = config.Int("retries") != 0 && acks is "all" or "-1";
        }

        if (!isIdempotent && config.Originals.GetValueOrDefault("transactional.id") is not null)
        {
            throw new ConfigException("Cannot set a transactional.id without also enabling idempotence.");
        }

        if (config.Boolean("transaction.two.phase.commit.enable") && config.Originals.ContainsKey("transaction.timeout.ms"))
        {
            throw new ConfigException(
                "Cannot set transaction.timeout.ms when transaction.two.phase.commit.enable is set to true. Transactions will not expire with two-phase commit enabled.");
        }
    }

    private static void CheckConsumer(ParsedConfig config)
    {
        var isClassic = config.Text("group.protocol")!.Equals("CLASSIC", StringComparison.OrdinalIgnoreCase);
        string[] others = isClassic ? ["group.remote.assignor"] : ["partition.assignment.strategy", "heartbeat.interval.ms", "session.timeout.ms"];
        if (Array.Find(others, key => !string.IsNullOrEmpty(config.Originals.GetValueOrDefault(key))) is { } other)
        {
            throw new ConfigException($"{other} cannot be set when group.protocol={(isClassic ? "CLASSIC" : "CONSUMER")}");
        }

        if (config.Text("group.instance.id") is { } instance)
        {
            const string Refused = "Group instance id is invalid: ";
            if (instance is "." or "..")
            {
                throw new InvalidConfigurationException(Refused + "'" + instance + "' is not allowed");
            }

            if (instance.Length > 249)
            {
                throw new InvalidConfigurationException(Refused + "the length of '" + instance + "' is longer than the max allowed length 249");
            }

            if (!instance.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            {
                throw new InvalidConfigurationException(Refused + "'" + instance + "' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'");
            }
        }
    }

    private static void CheckGroup(ParsedConfig config)
    {
        if (string.IsNullOrEmpty(config.Text("group.id")))
        {
            throw new InvalidGroupIdException("The configured group.id should not be an empty string or whitespace.");
        }

        var heartbeat = config.Int("heartbeat.interval.ms");
        if (heartbeat >= config.Int("session.timeout.ms"))
        {
            throw new IllegalArgumentException("Heartbeat must be set lower than the session timeout");
        }

        if (heartbeat < 0)
        {
            throw new IllegalArgumentException("Invalid negative timeout " + heartbeat);
        }
    }

    private static void CheckAdmin(ParsedConfig config)
    {
        var (servers, controllers) = (config.List("bootstrap.servers").Count > 0, config.List("bootstrap.controllers").Count > 0);
        if (servers == controllers)
        {
            throw new ConfigException(servers
                ? "You cannot set both bootstrap.servers and bootstrap.controllers"
                : "You must set either bootstrap.servers or bootstrap.controllers");
        }

        if (config.Originals.ContainsKey("default.api.timeout.ms") && config.Int("default.api.timeout.ms") < config.Int("request.timeout.ms"))
        {
            throw new ConfigException("The specified value of default.api.timeout.ms must be no smaller than the value of request.timeout.ms.");
        }
    }

    private static IEnumerable<KeyValuePair<string, ConfigValidator>> Each(ConfigValidator validator, params string[] keys) =>
        keys.Select(key => KeyValuePair.Create(key, validator));

    private static KeyValuePair<string, ConfigValidator> Choice(string key, Func<string, bool> isValid, string must) => KeyValuePair.Create(
        key,
        ConfigValidator.From(value => value is string text && isValid(text) ? null : $"Invalid value `{value}` for configuration {key}. The value must {must}."));

    // Java prints the bounds of a double with their fraction.
    private static ConfigValidator Fraction(double minimum, double maximum) => ConfigValidator.From(value => value switch
    {
        double number when number < minimum => FormattableString.Invariant($"Value must be at least {minimum:0.0#}"),
        double number when number > maximum => FormattableString.Invariant($"Value must be no more than {maximum:0.0#}"),
        _ => null,
    });

    [ConnectName("org.apache.kafka.common.errors.InvalidConfigurationException")]
    private sealed class InvalidConfigurationException(string message) : KafkaException(message);

    [ConnectName("org.apache.kafka.common.errors.InvalidGroupIdException")]
    private sealed class InvalidGroupIdException(string message) : KafkaException(message);

    [ConnectName("java.lang.IllegalArgumentException")]
    private sealed class IllegalArgumentException(string message) : Exception(message);
}
