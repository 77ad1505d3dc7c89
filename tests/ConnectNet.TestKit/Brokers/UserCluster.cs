namespace ConnectNet.TestKit.Brokers;

/// <summary>A cluster the user runs, named by <c>CONNECTNET_TEST_BOOTSTRAP</c>. It is never stopped.</summary>
internal sealed class UserCluster(string bootstrapServers) : KafkaBroker
{
    public override string BootstrapServers => bootstrapServers;

    public override Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null) =>
        TopicCreation.CreateAsync(bootstrapServers, name, partitions, settings);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
