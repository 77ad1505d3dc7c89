using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ConnectNet.TestKit.Brokers;
using ConnectNet.TestKit.Processes;

namespace ConnectNet.IntegrationTests.Cluster;

/// <summary>
/// A broker that asks for Kerberos tickets, and for new ones every few seconds, with the realm they are from. <c>alice</c> may do everything but touch
/// <see cref="BobsTopic"/>, <c>bob</c> may do nothing but read that.
/// </summary>
internal sealed class KerberosBroker : IAsyncDisposable
{
    public const string BobsTopic = "for-bob";
    public const string BobsSink = "bobs";
    public static readonly TimeSpan TicketLife = TimeSpan.FromSeconds(16);

    private const string Module = "com.sun.security.auth.module.Krb5LoginModule required ";
    private const int SessionMilliseconds = 3000;

    private readonly KraftBroker _broker;

    private KerberosBroker(KerberosKdc kdc, KraftBroker broker, int port)
    {
        Kdc = kdc;
        _broker = broker;
        Servers = $"localhost:{port}";
    }

    public KerberosKdc Kdc { get; }

    public string Servers { get; }

    /// <summary>Without any security, for tests to look.</summary>
    public string PlainServers => _broker.BootstrapServers;

    public static async Task<KerberosBroker> StartAsync()
    {
        var kdc = await KerberosKdc.StartAsync(TicketLife);
        var keytab = await kdc.KeytabAsync("kafka/localhost");
        var port = Ports.Free();
        var broker = await KraftBroker.StartAsync(
            kdc.JavaEnvironment,
            ("listeners", $"PLAINTEXT://127.0.0.1:{{port}},CONTROLLER://127.0.0.1:{{controller}},SASL_PLAINTEXT://127.0.0.1:{port}"),
            ("advertised.listeners", $"PLAINTEXT://127.0.0.1:{{port}},SASL_PLAINTEXT://localhost:{port}"),
            ("sasl.enabled.mechanisms", "GSSAPI"),
            ("sasl.kerberos.service.name", "kafka"),
            ("listener.name.sasl_plaintext.gssapi.sasl.jaas.config", Module + $"useKeyTab=true storeKey=true keyTab=\"{keytab}\" principal=\"kafka/localhost\";"),
            ("listener.name.sasl_plaintext.gssapi.connections.max.reauth.ms", $"{SessionMilliseconds}"),
            ("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            ("super.users", "User:ANONYMOUS"));
        var result = new KerberosBroker(kdc, broker, port);
        await result.AllowAsync();
        return result;
    }

    /// <summary>A login with keys, in the words of <c>sasl.jaas.config</c>.</summary>
    public static string Keytab(string principal, string keytab) =>
        Module + $"useKeyTab=true storeKey=true keyTab=\"{keytab}\" principal=\"{principal}@{KerberosKdc.Realm}\";";

    /// <summary>A login with the process's ticket cache.</summary>
    public static string TicketCache() => Module + "useTicketCache=true;";

    public async ValueTask DisposeAsync()
    {
        await _broker.DisposeAsync();
        await Kdc.DisposeAsync();
    }

    private static AclBinding Rule(string user, ResourceType type, string name, AclPermissionType permission) => new()
    {
        Pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = ResourcePatternType.Literal },
        Entry = new AccessControlEntry { Principal = "User:" + user, Host = "*", Operation = AclOperation.All, PermissionType = permission },
    };

    private async Task AllowAsync()
    {
        await _broker.CreateTopicAsync(BobsTopic);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = PlainServers }).SetLogHandler((_, _) => { }).Build();
        await admin.CreateAclsAsync(
        [
            Rule("alice", ResourceType.Topic, "*", AclPermissionType.Allow),
            Rule("alice", ResourceType.Topic, BobsTopic, AclPermissionType.Deny),
            Rule("alice", ResourceType.Group, "*", AclPermissionType.Allow),
            Rule("alice", ResourceType.Broker, "kafka-cluster", AclPermissionType.Allow),
            Rule("bob", ResourceType.Topic, BobsTopic, AclPermissionType.Allow),
            Rule("bob", ResourceType.Group, "connect-" + BobsSink, AclPermissionType.Allow),
        ]);
    }
}
