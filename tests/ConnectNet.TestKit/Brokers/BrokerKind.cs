namespace ConnectNet.TestKit.Brokers;

/// <summary>The brokers that tests can run on, the first that is there before the others.</summary>
internal enum BrokerKind
{
    /// <summary><c>CONNECTNET_TEST_BOOTSTRAP</c>.</summary>
    UserCluster,

    /// <summary>The Kafka distribution of <c>KAFKA_HOME</c>.</summary>
    Distribution,

    /// <summary>Kafka's image, where a Docker engine answers.</summary>
    Docker,

    /// <summary>librdkafka's mock cluster.</summary>
    Embedded,
}
