using Confluent.Kafka;
using ConnectNet.Runtime.Kafka;

namespace ConnectNet.UnitTests.Runtime.Kafka;

public sealed class ClientPropertiesTests
{
    [Fact]
    public void A_producer_starts_from_Javas_defaults()
    {
        var config = Producer();
        Assert.Equal("murmur2_random", config["partitioner"]);
        Assert.Equal("1048525", config["message.max.bytes"]);
        Assert.Equal("32768", config["queue.buffering.max.kbytes"]);
        Assert.Equal("10000000", config["queue.buffering.max.messages"]);
        Assert.Equal("true", config["enable.idempotence"]);
        Assert.Equal("plaintext", config["security.protocol"]);
    }

    [Fact]
    public void A_consumer_starts_from_Javas_defaults()
    {
        var config = Consumer();
        Assert.Equal("read_uncommitted", config["isolation.level"]);
        Assert.Equal("true", config["allow.auto.create.topics"]);
        Assert.Equal("true", config["check.crcs"]);
        Assert.Equal("range", config["partition.assignment.strategy"]);
        Assert.Equal("4096", config["queued.max.messages.kbytes"]);
        Assert.Equal("10", config["fetch.queue.backoff.ms"]);
    }

    [Theory]
    [InlineData("acks", "1", "enable.idempotence", "false")]
    [InlineData("retries", "0", "enable.idempotence", "false")]
    [InlineData("max.in.flight.requests.per.connection", "6", "enable.idempotence", "false")]
    [InlineData("max.request.size", "2000000", "message.max.bytes", "1999948")]
    [InlineData("buffer.memory", "67108864", "queue.buffering.max.kbytes", "65536")]
    [InlineData("batch.size", "0", "batch.size", "1")]
    [InlineData("compression.type", "ZSTD", "compression.type", "zstd")]
    [InlineData("partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner", "partitioner", "random")]
    [InlineData("send.buffer.bytes", "-1", "socket.send.buffer.bytes", "0")]
    [InlineData("request.timeout.ms", "40000", "socket.timeout.ms", "40000")]
    public void Producer_keys_become_librdkafkas(string key, string value, string name, string expected) =>
        Assert.Equal(expected, Producer((key, value))[name]);

    [Theory]
    [InlineData("partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor", "cooperative-sticky")]
    [InlineData(
        "partition.assignment.strategy",
        "class org.apache.kafka.clients.consumer.RangeAssignor, class org.apache.kafka.clients.consumer.CooperativeStickyAssignor", "range")]
    [InlineData("partition.assignment.strategy", "org.apache.kafka.clients.consumer.StickyAssignor", "range")]
    [InlineData("auto.offset.reset", "none", "error")]
    [InlineData("auto.offset.reset", "by_duration:PT1H", "earliest")]
    [InlineData("auto.offset.reset", "earliest", "earliest")]
    [InlineData("fetch.max.wait.ms", "700", "700")]
    public void Consumer_keys_become_librdkafkas(string key, string value, string expected) =>
        Assert.Equal(expected, Consumer((key, value))[key == "fetch.max.wait.ms" ? "fetch.wait.max.ms" : key]);

    /// <summary>What Java's clients take, librdkafka's must: they check what they are given when they are made.</summary>
    [Theory]
    [InlineData("fetch.max.bytes", "50000")]
    [InlineData("fetch.max.bytes", "1")]
    [InlineData("fetch.max.bytes", "0")]
    [InlineData("fetch.max.bytes", "2147483647")]
    [InlineData("max.partition.fetch.bytes", "100")]
    [InlineData("max.partition.fetch.bytes", "104857600")]
    [InlineData("fetch.min.bytes", "2000000", "fetch.max.bytes", "1000")]
    [InlineData("fetch.max.wait.ms", "60000")]
    [InlineData("reconnect.backoff.ms", "20000")]
    [InlineData("reconnect.backoff.max.ms", "10")]
    [InlineData("reconnect.backoff.ms", "500", "reconnect.backoff.max.ms", "100")]
    [InlineData("retry.backoff.ms", "5000")]
    [InlineData("retry.backoff.max.ms", "10")]
    [InlineData("max.poll.interval.ms", "1000")]
    [InlineData("max.poll.interval.ms", "10", "session.timeout.ms", "10000")]
    [InlineData("linger.ms", "2147483648")]
    [InlineData("session.timeout.ms", "10000", "heartbeat.interval.ms", "9000")]
    public void Clients_can_be_made_of_values_that_Java_takes(params string[] pairs)
    {
        var java = pairs.Chunk(2).Select(pair => (pair[0], pair[1])).ToArray();
        var consumer = Consumer([.. java, ("bootstrap.servers", "localhost:1"), ("group.id", "g")]);
        new ConsumerBuilder<byte[], byte[]>(consumer).SetLogHandler((_, _) => { }).Build().Dispose();
        var producer = Producer([.. java, ("bootstrap.servers", "localhost:1")]);
        new ProducerBuilder<byte[], byte[]>(producer).SetLogHandler((_, _) => { }).Build().Dispose();
    }

    /// <summary>How soon new partitions and topics are seen; what is known is kept for longer than that.</summary>
    [Theory]
    [InlineData("300000", "900000")]
    [InlineData("2000", "6000", "metadata.max.age.ms", "2000")]
    [InlineData("100", "300", "metadata.max.age.ms", "0")]
    [InlineData("3600000", "10800000", "metadata.max.age.ms", "9223372036854775807")]
    public void Metadata_is_asked_for_as_often_as_Javas_clients_do(string refresh, string kept, params string[] pairs)
    {
        foreach (var kind in Enum.GetValues<ClientKind>())
        {
            var config = Translate(kind, [.. pairs.Chunk(2).Select(pair => (pair[0], pair[1]))]);
            Assert.Equal((refresh, kept), (config["topic.metadata.refresh.interval.ms"], config["metadata.max.age.ms"]));
        }
    }

    [Theory]
    [InlineData("50", "1000")]
    [InlineData("20000", "20000", "reconnect.backoff.ms", "20000")]
    [InlineData("10", "10", "reconnect.backoff.max.ms", "10")]
    [InlineData("100", "100", "reconnect.backoff.ms", "500", "reconnect.backoff.max.ms", "100")]
    public void Pauses_before_a_reconnect_are_Javas(string first, string longest, params string[] pairs)
    {
        var config = Consumer([.. pairs.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        Assert.Equal((first, longest), (config["reconnect.backoff.ms"], config["reconnect.backoff.max.ms"]));
    }

    [Fact]
    public void The_consumer_protocol_drops_what_librdkafka_refuses_beside_it()
    {
        var config = Consumer(("group.protocol", "CONSUMER"), ("session.timeout.ms", "10000"), ("heartbeat.interval.ms", "1000"));
        Assert.Equal("consumer", config["group.protocol"]);
        Assert.DoesNotContain("session.timeout.ms", config.Keys);
        Assert.DoesNotContain("heartbeat.interval.ms", config.Keys);
        Assert.DoesNotContain("partition.assignment.strategy", config.Keys);
    }

    [Fact]
    public void A_compression_level_goes_with_its_codec()
    {
        var config = Producer(("compression.type", "zstd"), ("compression.zstd.level", "7"), ("compression.gzip.level", "1"));
        Assert.Equal("7", config["compression.level"]);
    }

    [Fact]
    public void Transactions_end_no_later_than_their_records()
    {
        var config = Producer(("transactional.id", "t"), ("delivery.timeout.ms", "2147483647"), ("transaction.timeout.ms", "30000"));
        Assert.Equal("30000", config["delivery.timeout.ms"]);
        Assert.Equal("29900", config["socket.timeout.ms"]);
    }

    [Fact]
    public void Keys_of_no_client_are_passed_over_and_those_without_counterpart_are_named()
    {
        var translation = ClientProperties.Translate(ClientKind.Producer, new Dictionary<string, string?>
        {
            ["plugin.path"] = "/x",
            ["offset.storage.topic"] = "t",
            ["interceptor.classes"] = "com.acme.Interceptor",
            ["key.serializer"] = "x",
            ["group.id"] = "g",
        });
        Assert.Equal(["interceptor.classes"], translation.Unsupported);
        Assert.DoesNotContain("group.id", translation.Properties.Keys);
        Assert.DoesNotContain("plugin.path", translation.Properties.Keys);
    }

    [Theory]
    [InlineData("partitioner.class", "com.acme.Partitioner", "Invalid value com.acme.Partitioner for configuration partitioner.class: Class com.acme.Partitioner could not be found.")]
    [InlineData("partition.assignment.strategy", "com.acme.Assignor", "com.acme.Assignor ClassNotFoundException exception occurred")]
    [InlineData("partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor,com.acme.Assignor", "com.acme.Assignor ClassNotFoundException exception occurred")]
    public void Classes_that_decide_where_records_go_are_refused(string key, string value, string message) => Assert.Equal(
        message,
        Assert.ThrowsAny<ConnectNet.Sdk.Errors.KafkaException>(() => Translate(key == "partitioner.class" ? ClientKind.Producer : ClientKind.Consumer, [(key, value)])).Message);

    [Fact]
    public void librdkafkas_own_keys_pass_through() =>
        Assert.Equal("5", Producer(("queue.buffering.max.messages", "5"))["queue.buffering.max.messages"]);

    [Fact]
    public void Plain_and_scram_take_their_credentials_from_jaas()
    {
        var config = Producer(
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.mechanism", "SCRAM-SHA-512"),
            ("sasl.jaas.config", "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"bob\" password='se;cret';"));
        Assert.Equal(("sasl_plaintext", "SCRAM-SHA-512"), (config["security.protocol"], config["sasl.mechanisms"]));
        Assert.Equal(("bob", "se;cret"), (config["sasl.username"], config["sasl.password"]));
    }

    [Fact]
    public void OAuth_and_Kerberos_take_theirs()
    {
        var oauth = Consumer(
            ("security.protocol", "SASL_SSL"),
            ("sasl.mechanism", "OAUTHBEARER"),
            ("sasl.oauthbearer.token.endpoint.url", "https://idp/token"),
            ("sasl.jaas.config", "x.OAuthBearerLoginModule required clientId=\"id\" clientSecret=\"s\" scope=\"kafka\" extension_cluster=\"c1\";"));
        Assert.Equal(("oidc", "id", "s", "kafka", "cluster=c1"), (
            oauth["sasl.oauthbearer.method"], oauth["sasl.oauthbearer.client.id"], oauth["sasl.oauthbearer.client.secret"],
            oauth["sasl.oauthbearer.scope"], oauth["sasl.oauthbearer.extensions"]));

        var kerberos = Consumer(
            ("security.protocol", "SASL_PLAINTEXT"),
            ("sasl.kerberos.service.name", "kafka"),
            ("sasl.jaas.config", "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true keyTab=\"/k\" principal=\"c@R\";"));
        Assert.Equal(("GSSAPI", "kafka", "c@R"), (
            kerberos["sasl.mechanisms"], kerberos["sasl.kerberos.service.name"], kerberos["sasl.kerberos.principal"]));

        // The worker gets the tickets; librdkafka starts no program for it, and says when it is about to use them.
        Assert.Equal(("0", "security"), (kerberos["sasl.kerberos.min.time.before.relogin"], kerberos["debug"]));
    }

    private static IReadOnlyDictionary<string, string> Producer(params (string Key, string Value)[] java) => Translate(ClientKind.Producer, java);

    private static IReadOnlyDictionary<string, string> Consumer(params (string Key, string Value)[] java) => Translate(ClientKind.Consumer, java);

    private static IReadOnlyDictionary<string, string> Translate(ClientKind kind, (string Key, string Value)[] java) =>
        ClientProperties.Translate(kind, java.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Properties;
}
