namespace ConnectNet.TestKit.Brokers;

/// <summary>What a test asks of the broker beyond producing, consuming and committing. The embedded broker has none of these.</summary>
[Flags]
public enum Needs
{
    None = 0,

    /// <summary>Create, describe and delete topics, and their settings.</summary>
    TopicAdmin = 1,

    /// <summary>List and delete consumer groups, delete their offsets.</summary>
    GroupAdmin = 2,

    /// <summary>Aborted records are hidden from readers of committed data, and zombies are fenced.</summary>
    Transactions = 4,

    /// <summary>Compacted topics.</summary>
    Compaction = 8,

    /// <summary>More than one member in a group.</summary>
    Workers = 16,

    /// <summary>More than 4 MB in one partition.</summary>
    Volume = 32,

    /// <summary>The Java Connect worker of <c>KAFKA_HOME</c>, to compare with.</summary>
    JavaWorker = 64,

    /// <summary>Kerberos' own programs, for a <see cref="KerberosKdc"/>.</summary>
    Kerberos = 128,

    /// <summary>No broker, but Google's Node clients for BigQuery.</summary>
    NodeClients = 256,
}
