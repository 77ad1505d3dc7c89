namespace ConnectNet.TestKit.Brokers;

/// <summary>
/// A broker for tests, the demo and the benchmarks. <see cref="SharedAsync"/> gives the one that a whole test run uses; tests keep apart
/// by the names of their topics and groups. Whoever starts one of their own (to kill it, say) disposes of it.
/// </summary>
internal abstract class KafkaBroker : IAsyncDisposable
{
    private static readonly Lazy<Task<KafkaBroker>> Shared = new(StartSharedAsync);

    public abstract string BootstrapServers { get; }

    /// <summary>The broker of this test run; it ends with the process.</summary>
    public static Task<KafkaBroker> SharedAsync() => Shared.Value;

    /// <summary>Starts a broker of the kind that <see cref="BrokerChoice"/> says.</summary>
    public static async Task<KafkaBroker> StartAsync() => BrokerChoice.Kind switch
    {
        BrokerKind.UserCluster => new UserCluster(BrokerChoice.UserCluster!),
        BrokerKind.Distribution => await KraftBroker.StartAsync(),
        BrokerKind.Docker => await DockerBroker.StartAsync(),
        _ => await EmbeddedKafka.StartAsync(),
    };

    /// <summary>Creates a topic and waits until it can be used; one that exists is left as it is.</summary>
    public abstract Task CreateTopicAsync(string name, int partitions = 1, IReadOnlyDictionary<string, string>? settings = null);

    public abstract ValueTask DisposeAsync();

    private static async Task<KafkaBroker> StartSharedAsync()
    {
        var broker = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => broker.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return broker;
    }
}
