namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// One or more KRaft nodes of the distribution in <c>KAFKA_HOME</c> that form a cluster: topics have a replica on each node, and writes need the
/// larger half of them. About 400 MB a node.
/// </summary>
internal sealed class KraftCluster : KafkaBroker
{
    private KraftCluster(KraftBroker[] nodes) => Nodes = nodes;

    public IReadOnlyList<KraftBroker> Nodes { get; }

    public override string BootstrapServers => string.Join(',', Nodes.Select(node => node.BootstrapServers));

    /// <param name="count">Nodes.</param>
    /// <param name="settings">Broker properties of every node; <c>{port}</c> and <c>{controller}</c> stand for its ports.</param>
    public static async Task<KraftCluster> StartAsync(int count, params (string Key, string Value)[] settings) =>
        new(await KraftBroker.StartNodesAsync(count, settings));

    public override Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null) =>
        TopicCreation.CreateAsync(BootstrapServers, name, partitions, settings);

    public override async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }
    }
}
