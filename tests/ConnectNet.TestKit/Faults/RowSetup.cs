using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Workers;

namespace ConnectNet.TestKit.Faults;

/// <summary>What a row runs on. The defaults are three workers on one broker, with three sources of two tasks each and a sink of two.</summary>
internal sealed record RowSetup
{
    public int Brokers { get; init; } = 1;

    public (string Key, string Value)[] BrokerSettings { get; init; } = [];

    public int Workers { get; init; } = 3;

    /// <summary>Properties of every worker beyond the usual.</summary>
    public (string Key, string Value)[] WorkerSettings { get; init; } = [];

    /// <summary>Changes the properties of one worker, the first being 0.</summary>
    public Action<WorkerSettings, int>? Worker { get; init; }

    /// <summary>Done between the start of the brokers and that of the workers.</summary>
    public Func<KraftCluster, Task>? Prepare { get; init; }

    public Guarantee Guarantee { get; init; }

    public int Sources { get; init; } = 3;

    public int TasksEach { get; init; } = 2;

    /// <summary>Keys of every source connector beyond the usual.</summary>
    public (string Key, string Value)[] SourceConfig { get; init; } = [];

    /// <summary>Keys of the sink connector beyond the usual.</summary>
    public (string Key, string Value)[] SinkConfig { get; init; } = [];

    /// <summary>False: the row starts the workers itself, and then the flow.</summary>
    public bool Started { get; init; } = true;
}
